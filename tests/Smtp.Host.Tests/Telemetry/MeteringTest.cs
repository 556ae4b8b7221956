using System.Diagnostics.Metrics;
using LanguageExt;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Host.Telemetry;
using Smtp.Host.Tests.Clients;
using Smtp.Host.Tests.Delivery;
using Smtp.Host.Tests.Receiving;
using Smtp.Tests;

namespace Smtp.Host.Tests.Telemetry;

/// <summary>Sessions, as they are counted.</summary>
public sealed class MeteringTest
{
    [Fact]
    public async Task Commands_refusals_and_messages_are_counted_before_their_reply_is_there()
    {
        await using var server = await TestServer.StartAsync(("domains:0", "example.org"));
        using var heard = new Heard(server.Instruments);
        await using var client = await server.ConnectAsync();
        await client.ReplyAsync();
        Assert.Equal(1, heard.Sum("smtp.server.sessions", "mx"));

        await client.SayAllAsync("EHLO client.example", "FLY", "RCPT TO:<postmaster@example.org>", "MAIL FROM:<ann@example.com>", "RCPT TO:<eve@example.net>");
        await client.SayAllAsync("RCPT TO:<postmaster@example.org>", "DATA");
        Assert.Equal(0, heard.Sum("smtp.server.commands", "DATA 2xx"));
        await client.SayAsync("x\r\n.");

        Assert.Equal(1, heard.Sum("smtp.server.commands", "EHLO 2xx"));
        Assert.Equal(1, heard.Sum("smtp.server.commands", "malformed 5xx"));
        Assert.Equal(2, heard.Sum("smtp.server.commands", "RCPT 5xx"));
        Assert.Equal(1, heard.Sum("smtp.server.commands", "RCPT 2xx"));
        Assert.Equal(1, heard.Sum("smtp.server.commands", "DATA 2xx"));
        Assert.Equal(6, heard.Sum("smtp.server.commands") - heard.Sum("smtp.server.commands", "MAIL 2xx"));
        Assert.Equal(1, heard.Sum("smtp.server.refusals", "unknown_command 5xx"));
        Assert.Equal(1, heard.Sum("smtp.server.refusals", "out_of_sequence 5xx"));
        Assert.Equal(1, heard.Sum("smtp.server.refusals", "relay_denied 5xx"));
        Assert.Equal(1, heard.Sum("smtp.server.messages", "accepted mx"));
        Assert.Equal(3, heard.Sum("smtp.server.message.size", "mx"));

        await client.SayAllAsync("MAIL FROM:<ann@example.com>", "RCPT TO:<postmaster@example.org>", "DATA", "bare\nline\r\n.");
        Assert.Equal(1, heard.Sum("smtp.server.messages", "refused mx"));
        Assert.Equal(1, heard.Sum("smtp.server.refusals", "bare_line_ending 5xx"));
    }

    [Theory]
    [InlineData("AUTH PLAIN AGFsaWNlQGV4YW1wbGUub3JnAHdyb25n", "PLAIN refused")]
    [InlineData("AUTH PLAIN\r\n*", "PLAIN refused")]
    [InlineData("AUTH GSSAPI", "other refused")]
    [InlineData("auth login\r\nYWxpY2VAZXhhbXBsZS5vcmc=\r\nY29ycmVjdCBob3JzZSwgYmF0dGVyeSBzdGFwbGU=", "LOGIN granted")]
    public async Task A_login_is_counted_once_by_its_end(string lines, string counted)
    {
        await using var server = await Servers.ForAliceAsync();
        using var heard = new Heard(server.Instruments);
        var (client, _) = await server.StartTlsAsync();
        await using var _ = client;
        await client.SayAsync("EHLO client.example");
        await client.SayAllAsync(lines.Split("\r\n"));

        Assert.Equal(1, heard.Sum("smtp.server.logins"));
        Assert.Equal(1, heard.Sum("smtp.server.logins", counted));
        Assert.Equal(1, heard.Sum("smtp.server.commands", counted.EndsWith("granted", StringComparison.Ordinal) ? "AUTH 2xx" : "AUTH 5xx"));
        Assert.Equal(1, heard.Sum("smtp.server.tls.handshakes", "completed 1.3"));
    }

    [Fact]
    public async Task A_session_that_goes_away_without_a_word_is_timed_too()
    {
        await using var server = await TestServer.StartAsync();
        using var heard = new Heard(server.Instruments);
        await using (var client = await server.ConnectAsync())
        {
            await client.ReplyAsync();
            Assert.Equal(1, heard.All.Last(one => one.Name == "smtp.server.connections").Value);
        }

        await Eventually.HoldsAsync(() => heard.Sum("smtp.server.session.duration", "mx lost none") > 0, () => "It does not end.");
        await Eventually.HoldsAsync(() => heard.All.Last(one => one.Name == "smtp.server.connections").Value == 0, () => "It stays connected.");
    }

    [Fact]
    public async Task What_waits_is_counted_and_grows_old()
    {
        // Nobody listens at a port that was bound and given back.
        await using var server = await TestServer.StartAsync(
            ("domains:0", "example.org"), ("relay:networks:0", "127.0.0.0/8"), ("routes:0:to", "*"), ("routes:0:via", "smtp://127.0.0.1:1"));
        using var heard = new Heard(server.Instruments);
        await using var client = await server.ConnectAsync();
        await client.ReplyAsync();
        await client.SayAllAsync("EHLO client.example", "MAIL FROM:<ann@example.org>", "RCPT TO:<bob@example.net>", "DATA", "x\r\n.");

        await Eventually.HoldsAsync(() => heard.Sum("smtp.queue.deliveries", "deferred smtp") == 1, () => "It is not tried.");
        Assert.Equal(1, heard.Sum("smtp.client.attempts", "smtp deferred"));
        await Eventually.HoldsAsync(
            () => heard.All.Last(one => one is { Name: "smtp.queue.depth", Values: "waiting" }).Value == 1, () => "It does not wait.");
        Assert.True(heard.All.Last(one => one.Name == "smtp.queue.oldest.age").Value > 0);
        Assert.True(heard.Sum("smtp.store.commit.batch") >= 3, "The message, the lease and the settlement are changes of the store.");
    }

    [Fact]
    public void What_nobody_listens_to_has_no_meter()
    {
        // Hosts of other tests listen to whatever has the usual name.
        using var instruments = new Instruments("nobody listens");
        Assert.Null(instruments.Begin(Link, TimeProvider.System));
    }

    [Fact]
    public void A_step_that_is_measured_makes_no_garbage()
    {
        using var instruments = new Instruments();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter == instruments.Meter) listener.EnableMeasurementEvents(instrument);
            },
        };
        long heard = 0;
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => heard += value);
        listener.Start();
        using var meter = instruments.Begin(Link, TimeProvider.System)!;
        State state = new State.Greeted(Link, Option<TlsFacts>.None, Tally.Zero);
        Command command = new Command.Vrfy("somebody");
        var (after, replies) = Session.Step(state, command);
        meter.Step(state, command, after, replies);

        const int Steps = 1000;
        var tries = 0;
        Allocations.MustBeNoneIn(number =>
        {
            for (var i = 0; i < Steps; i++) meter.Step(state, command, after, replies);
            tries = number + 1;
        });

        Assert.Equal(1 + 1 + (tries * Steps), heard);
    }

    private static Link Link { get; } = new(new Settings(), Peer.Local, "1", DateTimeOffset.UnixEpoch);
}
