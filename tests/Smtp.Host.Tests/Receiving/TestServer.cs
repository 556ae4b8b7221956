using System.Net;
using System.Net.Sockets;
using System.Text;
using Smtp.Domain.Mail;
using Smtp.Host.Configuration;
using Smtp.Host.Receiving;
using Smtp.Host.Recording;
using Smtp.Host.Storage;
using Smtp.Host.Telemetry;

namespace Smtp.Host.Tests.Receiving;

/// <summary>A real host on loopback ports that the system chooses, in a directory of its own, gone when the test is over.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly SmtpServer _server;
    private int _disposed;

    private TestServer(SmtpServer server, DirectoryInfo directory) => (_server, Directory) = (server, directory);

    public DirectoryInfo Directory { get; }

    public IStore Store => _server.Store;

    public IQueue Queue => _server.Queue;

    public SqliteStore SqliteStore => (SqliteStore)_server.Store;

    public Instruments Instruments => _server.Instruments;

    public LiveConfiguration Configuration => _server.Configuration;

    /// <summary>Where the pages are; null where the test did not ask for them with <c>("web:listen", "127.0.0.1:0")</c>.</summary>
    public string? WebUrl => _server.WebUrl;

    /// <summary>The port of the first listener.</summary>
    public int Port => Ports[0];

    public IReadOnlyList<int> Ports =>
        [.. _server.Listening.Select(one => IPEndPoint.TryParse(one.Address, out var at) ? at.Port : 0)];

    /// <summary>Starts a host; each setting is a key and its value, such as <c>("limits:recipients", "2")</c>.</summary>
    public static Task<TestServer> StartAsync(params (string Key, string Value)[] settings) => StartAsync(TimeProvider.System, settings);

    /// <summary>The same, by another clock.</summary>
    public static async Task<TestServer> StartAsync(TimeProvider time, params (string Key, string Value)[] settings)
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("smtp-test-");
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) { ["hostName"] = "mx.example.org", ["web:listen"] = "off" };
        if (!settings.Any(one => one.Key.StartsWith("listeners", StringComparison.OrdinalIgnoreCase))) values["listeners:0"] = "127.0.0.1:0";
        foreach (var (key, value) in settings) values[key] = value;
        var around = new Surroundings(new Dictionary<string, string?>(), directory.FullName, "localhost");
        try
        {
            return new TestServer(await SmtpServer.StartAsync(ConfigLoader.Load(null, values, around), time, CancellationToken.None), directory);
        }
        catch
        {
            directory.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>Adds somebody who may log in.</summary>
    public Task AddUserAsync(string name, string password) =>
        Store.AddAccountAsync(new Account(name, Passwords.Derive(password, 4096), DateTimeOffset.UtcNow), CancellationToken.None);

    /// <summary>All messages, the oldest first, with their content.</summary>
    public async Task<IReadOnlyList<(StoredMessage Message, byte[] Content)>> MessagesAsync()
    {
        List<(StoredMessage, byte[])> all = [];
        foreach (var message in (await Store.ListMessagesAsync(int.MaxValue, CancellationToken.None)).Reverse())
            all.Add((message, await ContentAsync(message.Id)));
        return all;
    }

    /// <summary>What is still to be delivered.</summary>
    public Task<IReadOnlyList<QueuedDelivery>> QueueAsync() => Queue.ListQueueAsync(new QueueFilter(), int.MaxValue, CancellationToken.None);

    public async Task<byte[]> ContentAsync(QueueId id)
    {
        await using var content = await Store.OpenContentAsync(id, CancellationToken.None) ?? throw new InvalidOperationException($"{id} is gone");
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy);
        return copy.ToArray();
    }

    /// <summary>Waits until every session that has ended is in the store.</summary>
    public async Task FlushSessionsAsync()
    {
        var running = _server.Archive.Running;
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        running.Ended += Look;
        Look(null);
        await over.Task.WaitAsync(TimeSpan.FromSeconds(60));
        running.Ended -= Look;
        await _server.Archive.FlushAsync();

        void Look(SessionTape? ended)
        {
            if (running.Count == 0) over.TrySetResult();
        }
    }

    /// <summary>Connects a client that speaks octets.</summary>
    public async Task<RawClient> ConnectAsync(int listener = 0)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, Ports[listener]);
        return new RawClient(new NetworkStream(socket, ownsSocket: true));
    }

    /// <summary>Stops the host as SIGTERM does; the directory stays until the end.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0) await _server.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(recursive: true);
    }
}

/// <summary>A client that says exactly what it is told to, and reads replies as lines.</summary>
internal sealed class RawClient(Stream stream) : IAsyncDisposable
{
    // No test takes this long; one that hangs says where.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private StreamReader _replies = new(stream, Encoding.UTF8);

    public Stream Stream { get; private set; } = stream;

    /// <summary>Sends octets as they are; Latin-1, so that <c>\xff</c> is one octet.</summary>
    public async Task SendAsync(string octets)
    {
        await Stream.WriteAsync(Encoding.Latin1.GetBytes(octets)).AsTask().WaitAsync(Patience);
        await Stream.FlushAsync().WaitAsync(Patience);
    }

    /// <summary>Sends a line, and reads the reply to it.</summary>
    public async Task<string> SayAsync(string line)
    {
        await SendAsync(line + "\r\n");
        return await ReplyAsync();
    }

    /// <summary>Reads one reply, all its lines joined by LF.</summary>
    public async Task<string> ReplyAsync()
    {
        List<string> lines = [];
        do
        {
            lines.Add(await _replies.ReadLineAsync().WaitAsync(Patience)
                ?? throw new EndOfStreamException("The server closed the connection; before it said: " + string.Join('\n', lines)));
        }
        while (lines[^1].Length > 3 && lines[^1][3] == '-');
        return string.Join('\n', lines);
    }

    /// <summary>Says each of the lines in turn and gives the last reply.</summary>
    public async Task<string> SayAllAsync(params string[] lines)
    {
        var reply = "";
        foreach (var line in lines) reply = await SayAsync(line);
        return reply;
    }

    /// <summary>Whether the server has closed the connection; waits for it.</summary>
    public async Task<bool> IsClosedAsync()
    {
        try
        {
            return await _replies.ReadLineAsync().WaitAsync(Patience) is null;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Goes on over another stream: TLS.</summary>
    public void Continue(Stream stream) => (Stream, _replies) = (stream, new StreamReader(stream, Encoding.UTF8));

    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}
