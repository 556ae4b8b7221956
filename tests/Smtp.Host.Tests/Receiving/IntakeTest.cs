using System.Net;
using Smtp.Domain.Mail;
using Smtp.Domain.Receiving;
using Smtp.Host.Configuration;
using Smtp.Host.Receiving;
using Smtp.Host.Storage;
using Smtp.Parsing.Grammar;

namespace Smtp.Host.Tests.Receiving;

/// <summary>Mail that comes without a connection.</summary>
public sealed class IntakeTest
{
    private static readonly byte[] Content = "Subject: Hello\r\n\r\nHello.\r\n"u8.ToArray();

    [Fact]
    public async Task A_message_is_kept_octet_by_octet()
    {
        await using var host = await Host.OpenAsync();
        var taken = Assert.IsType<Taking.Taken>(await TakeAsync(host, new MemoryStream(Content), Content.Length, CancellationToken.None));

        using var kept = new MemoryStream();
        await using (var content = (await host.Store.OpenContentAsync(taken.Id, CancellationToken.None))!) await content.CopyToAsync(kept);
        Assert.Equal(Content, kept.ToArray());
        var message = (await host.Store.FindMessageAsync(taken.Id, CancellationToken.None))!;
        Assert.Equal(("192.0.2.1", "[192.0.2.1]"), (message.Origin.Peer, message.Origin.Hello));
    }

    [Theory]
    [InlineData(BodyType.SevenBit, "7BIT")]
    [InlineData(BodyType.EightBitMime, "8BITMIME")]
    [InlineData(BodyType.BinaryMime, "BINARYMIME")]
    public async Task What_a_message_is_made_of_is_kept(BodyType body, string kept)
    {
        await using var host = await Host.OpenAsync();
        var options = MailOptions.None with { Body = body };

        var taken = Assert.IsType<Taking.Taken>(
            await TakeAsync(host, new MemoryStream(Content), Content.Length, CancellationToken.None, options));

        Assert.Equal(kept, (await host.Store.FindMessageAsync(taken.Id, CancellationToken.None))!.Envelope.Body);
    }

    [Fact]
    public async Task Content_that_breaks_off_leaves_nothing()
    {
        await using var host = await Host.OpenAsync();
        await Assert.ThrowsAsync<EndOfStreamException>(() => TakeAsync(host, new MemoryStream(Content), Content.Length + 1, CancellationToken.None));

        Assert.Empty(await host.Store.ListMessagesAsync(10, CancellationToken.None));
        Assert.Equal(0, host.Parts.Connections.Total);
    }

    [Fact]
    public async Task Whoever_is_gone_in_between_leaves_nothing()
    {
        await using var host = await Host.OpenAsync();
        using var gone = new CancellationTokenSource();
        var content = new Leaving(gone);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TakeAsync(host, content, 1_000_000, gone.Token));

        Assert.Empty(await host.Store.ListMessagesAsync(10, CancellationToken.None));
        Assert.Equal(0, host.Parts.Connections.Total);
    }

    [Fact]
    public async Task It_counts_as_a_connection()
    {
        await using var host = await Host.OpenAsync();
        using var one = host.Parts.Connections.Enter(Peer.Local);
        using var two = host.Parts.Connections.Enter(Peer.Local);

        var refused = Assert.IsType<Taking.Refused>(await TakeAsync(host, new MemoryStream(Content), Content.Length, CancellationToken.None));

        Assert.Equal(421, refused.Reply?.Code.Value);
    }

    [Fact]
    public async Task A_message_with_a_bare_line_feed_is_refused_as_ever()
    {
        await using var host = await Host.OpenAsync();
        var content = "Subject: Hello\r\n\r\nHello.\n.\n"u8.ToArray();

        var refused = Assert.IsType<Taking.Refused>(await TakeAsync(host, new MemoryStream(content), content.Length, CancellationToken.None));

        Assert.StartsWith("550 5.6.11 ", refused.Reply?.ToString(), StringComparison.Ordinal);
    }

    private static Task<Taking> TakeAsync(
        Host host, Stream content, long size, CancellationToken stop, MailOptions? options = null) => new Intake(host.Parts).TakeAsync(
        new Peer(IPAddress.Parse("192.0.2.1")),
        Envelope.Empty(new ReversePath.Of(Of("ann@example.org")), options ?? MailOptions.None).With(Recipient.Of(new ForwardPath.Of(Of("bob@example.net")))),
        content, size, stop);

    /// <summary>A host without listeners.</summary>
    private sealed class Host(SqliteStore store, SmtpServer.Parts parts, DirectoryInfo directory) : IAsyncDisposable
    {
        public SqliteStore Store => store;

        public SmtpServer.Parts Parts => parts;

        public static async Task<Host> OpenAsync()
        {
            var directory = Directory.CreateTempSubdirectory("smtp-intake-");
            var values = new Dictionary<string, string?> { ["hostName"] = "mx.example.org", ["limits:connections"] = "2" };
            var loaded = ConfigLoader.Load(null, values, new Surroundings(new Dictionary<string, string?>(), directory.FullName, "localhost"));
            var store = await SqliteStore.OpenAsync(StoreSettings.From(loaded), StoreRole.Host, Serilog.Core.Logger.None, CancellationToken.None);
            return new Host(store, new SmtpServer.Parts(store, new LiveConfiguration(loaded), TimeProvider.System), directory);
        }

        public async ValueTask DisposeAsync()
        {
            await parts.DisposeAsync();
            directory.Delete(recursive: true);
        }
    }

    private static Mailbox Of(string address) => Mailboxes.Parse(address).IfNone(() => throw new ArgumentException(address));

    /// <summary>Content whose sender leaves after the first octets of it.</summary>
    private sealed class Leaving(CancellationTokenSource gone) : MemoryStream(new byte[64])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position == Length) await gone.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            return await base.ReadAsync(buffer, cancellationToken);
        }
    }
}
