using System.IO.Pipelines;
using System.Text;
using Serilog.Core;
using Smtp.Domain.Receiving;
using Smtp.Host.Configuration;
using Smtp.Host.Receiving;
using Smtp.Host.Storage;

namespace Smtp.Host.Tests.Receiving;

/// <summary>A session over standard input and output, the inetd way.</summary>
public sealed class StandardStreamsTest : IDisposable
{
    private const string Dialog =
        "HELO a.example\r\nMAIL FROM:<alice@example.com>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n"
        + "Subject: x\r\n\r\ny\r\n.\r\nQUIT\r\n";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("smtp-stdio-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_message_goes_into_the_store()
    {
        var said = await ServeAsync(new MemoryStream(Encoding.UTF8.GetBytes(Dialog)));
        Assert.Matches("^220 mx.example.org ESMTP\r\n250 .*\r\n250 Ok\r\n250 Ok\r\n354 .*\r\n250 Ok: .*\r\n221 Bye\r\n$", said);

        await using var store = await OpenAsync(StoreRole.Tool);
        var message = Assert.Single(await store.ListMessagesAsync(10, CancellationToken.None));
        Assert.Equal("local", message.Origin.Peer);
        await using var content = await store.OpenContentAsync(message.Id, CancellationToken.None);
        Assert.Equal("Subject: x\r\n\r\ny\r\n", await new StreamReader(content!).ReadToEndAsync());
    }

    [Fact]
    public async Task Sessions_of_several_processes_may_go_on_at_the_same_time()
    {
        // Each opens the store anew, as a process of its own does; all of them are open before the first one ends.
        var clients = Enumerable.Range(0, 3).Select(_ => new Pipe()).ToList();
        var sessions = clients.Select(client => ServeAsync(client.Reader.AsStream())).ToList();
        var large = Encoding.UTF8.GetBytes(Dialog.Replace("y\r\n", new string('x', 100_000) + "\r\n")[..^"QUIT\r\n".Length]);
        foreach (var (client, session) in clients.Zip(sessions))
        {
            // A session that has failed reads no more: it is its failure that is to be seen, not the wait for it.
            var written = client.Writer.WriteAsync(large).AsTask();
            if (await Task.WhenAny(written, session).WaitAsync(Patience) == session) await session;
            await written.WaitAsync(Patience);
        }
        foreach (var client in clients) await client.Writer.WriteAsync("QUIT\r\n"u8.ToArray());
        foreach (var session in sessions) Assert.EndsWith("221 Bye\r\n", await session, StringComparison.Ordinal);

        await using var store = await OpenAsync(StoreRole.Host);
        Assert.Equal(3, (await store.ListMessagesAsync(10, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task Beside_a_host_the_client_is_told_to_come_back_and_the_caller_why()
    {
        await using var host = await OpenAsync(StoreRole.Host);
        using var output = new MemoryStream();
        await Assert.ThrowsAsync<StoreException>(() => StandardStreams.ServeAsync(
            Configuration(), new MemoryStream(), output, Peer.Local, TimeProvider.System, CancellationToken.None));
        Assert.StartsWith("421 ", Encoding.UTF8.GetString(output.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_cannot_start_while_a_session_goes_on()
    {
        await using var session = await OpenAsync(StoreRole.Session);
        await using var another = await OpenAsync(StoreRole.Session);
        await Assert.ThrowsAsync<StoreException>(() => OpenAsync(StoreRole.Host));
    }

    [Fact]
    public async Task A_client_that_says_nothing_is_told_so_although_its_stream_cannot_be_interrupted()
    {
        using var silence = new Silence();
        Assert.EndsWith("421 4.4.2 Timeout, closing connection\r\n", await ServeAsync(silence, ("timeouts:command", "1s")),
            StringComparison.Ordinal);
    }

    private async Task<string> ServeAsync(Stream input, params (string, string)[] settings)
    {
        using var output = new MemoryStream();
        var configuration = Configuration(settings);
        await StandardStreams.ServeAsync(configuration, input, output, Peer.Local, TimeProvider.System, CancellationToken.None)
            .WaitAsync(Patience);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private Task<SqliteStore> OpenAsync(StoreRole role) =>
        SqliteStore.OpenAsync(StoreSettings.From(Configuration()), role, Logger.None, CancellationToken.None);

    private LoadedConfiguration Configuration(params (string Key, string Value)[] settings)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) { ["hostName"] = "mx.example.org" };
        foreach (var (key, value) in settings) values[key] = value;
        var around = new Surroundings(new Dictionary<string, string?>(), _directory.FullName, "localhost");
        return ConfigLoader.Load(null, values, around);
    }

    /// <summary>Somebody who never says anything; a read of it blocks, as one of a terminal does.</summary>
    private sealed class Silence : Stream
    {
        private readonly ManualResetEventSlim _over = new();

        public override bool CanRead => true;
        public override bool CanWrite => false;
        public override bool CanSeek => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            _over.Wait();
            return 0;
        }

        public override void Flush() => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            _over.Set();
            base.Dispose(disposing);
        }
    }
}
