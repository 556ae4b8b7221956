using System.Net.Sockets;

namespace Smtp.Host.Tests.Receiving;

/// <summary>Listeners: their roles, their limits, and how they stop.</summary>
public sealed class ListenerTest : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smtp-listener-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Connections_beyond_the_limit_are_told_421_and_one_that_ends_makes_room()
    {
        await using var server = await TestServer.StartAsync(("limits:connections", "2"));
        var first = await server.ConnectAsync();
        await using var second = await server.ConnectAsync();
        Assert.StartsWith("220", await first.ReplyAsync(), StringComparison.Ordinal);
        Assert.StartsWith("220", await second.ReplyAsync(), StringComparison.Ordinal);

        await using var third = await server.ConnectAsync();
        Assert.Equal("421 4.3.2 Too many connections", await third.ReplyAsync());
        Assert.True(await third.IsClosedAsync());

        Assert.StartsWith("221", await first.SayAsync("QUIT"), StringComparison.Ordinal);
        Assert.True(await first.IsClosedAsync());
        await first.DisposeAsync();
        await Eventually(async () =>
        {
            await using var fourth = await server.ConnectAsync();
            return (await fourth.ReplyAsync()).StartsWith("220", StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Connections_from_one_address_are_limited_where_loopback_counts()
    {
        await using var server = await TestServer.StartAsync(("limits:connectionsPerAddress", "1"), ("limits:countLoopback", "true"));
        await using var first = await server.ConnectAsync();
        Assert.StartsWith("220", await first.ReplyAsync(), StringComparison.Ordinal);
        await using var second = await server.ConnectAsync();
        Assert.Equal("421 4.7.0 Too many connections from your address", await second.ReplyAsync());
    }

    [Fact]
    public async Task Connections_from_this_machine_do_not_count_by_default()
    {
        await using var server = await TestServer.StartAsync(("limits:connectionsPerAddress", "1"));
        await using var first = await server.ConnectAsync();
        await using var second = await server.ConnectAsync();
        Assert.StartsWith("220", await first.ReplyAsync(), StringComparison.Ordinal);
        Assert.StartsWith("220", await second.ReplyAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_tells_idle_sessions_and_lets_a_message_on_its_way_finish()
    {
        await using var server = await TestServer.StartAsync();
        await using var idle = await server.ConnectAsync();
        await using var busy = await server.ConnectAsync();
        await idle.ReplyAsync();
        await busy.ReplyAsync();
        await busy.SayAllAsync("EHLO client.example", "MAIL FROM:<alice@example.org>", "RCPT TO:<bob@example.net>", "DATA");
        await busy.SendAsync("Subject: half\r\n");

        var stopped = server.StopAsync();

        Assert.Equal("421 4.3.2 Shutting down", await idle.ReplyAsync());
        Assert.True(await idle.IsClosedAsync());
        Assert.StartsWith("250 2.0.0 Ok: queued as ", await busy.SayAsync("\r\nwhole\r\n."), StringComparison.Ordinal);
        Assert.Equal("421 4.3.2 Shutting down", await busy.ReplyAsync());
        await stopped;
    }

    [Fact]
    public async Task A_message_that_does_not_finish_in_the_grace_period_is_cut_off()
    {
        await using var server = await TestServer.StartAsync(("timeouts:shutdown", "00:00:01"));
        await using var busy = await server.ConnectAsync();
        await busy.ReplyAsync();
        await busy.SayAllAsync("EHLO client.example", "MAIL FROM:<alice@example.org>", "RCPT TO:<bob@example.net>", "DATA");
        await busy.SendAsync("Subject: half\r\n");

        await server.StopAsync();

        Assert.True(await busy.IsClosedAsync());
    }

    [Fact]
    public async Task LMTP_answers_for_each_recipient_over_a_Unix_socket()
    {
        var path = Path.Combine(_folder.FullName, "lmtp.sock");
        await using var server = await TestServer.StartAsync(
            ("listeners:0:address", "unix:" + path), ("listeners:0:role", "lmtp"), ("listeners:0:tls", "none"));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        await using var client = new RawClient(new NetworkStream(socket));

        Assert.Equal("220 mx.example.org LMTP", await client.ReplyAsync());
        await client.SayAllAsync("LHLO client.example", "MAIL FROM:<alice@example.org>", "RCPT TO:<bob@example.net>", "RCPT TO:<carol@example.net>", "DATA");
        Assert.StartsWith("250 2.0.0 <bob@example.net> Ok: queued as ", await client.SayAsync("Subject: x\r\n."), StringComparison.Ordinal);
        Assert.StartsWith("250 2.0.0 <carol@example.net> Ok: queued as ", await client.ReplyAsync(), StringComparison.Ordinal);
        Assert.Equal("LMTP", Assert.Single(await server.MessagesAsync()).Message.Origin.Protocol);
    }

    [Fact]
    public async Task A_socket_file_that_a_killed_host_left_behind_is_no_obstacle()
    {
        var path = Path.Combine(_folder.FullName, "smtp.sock");
        using (var left = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            left.Bind(new UnixDomainSocketEndPoint(path));
            // Bound and never listening, as after a kill: the file is there, nobody answers.
            await using var server = await TestServer.StartAsync(("listeners:0:address", "unix:" + path));
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
            await using var client = new RawClient(new NetworkStream(socket));
            Assert.StartsWith("220", await client.ReplyAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_address_in_use_is_one_clear_error_and_the_store_is_free_again()
    {
        await using var server = await TestServer.StartAsync();
        var error = await Assert.ThrowsAsync<IOException>(() => StartAsync($"127.0.0.1:{server.Port}"));
        Assert.Contains($"127.0.0.1:{server.Port}", error.Message, StringComparison.Ordinal);
        await using var next = await StartAsync("127.0.0.1:0");

        Task<TestServer> StartAsync(string address) => TestServer.StartAsync(("listeners:0", address), ("data", _folder.FullName));
    }

    /// <summary>Tries until it is so: the other side needs its time, however long that is.</summary>
    private static async Task Eventually(Func<Task<bool>> condition)
    {
        for (var i = 0; i < 600; i++)
        {
            if (await condition()) return;
            await Task.Delay(100);
        }
        Assert.Fail("It never came to be.");
    }
}
