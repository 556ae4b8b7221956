using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Smtp.Benchmarks;

/// <summary>A client that does as little as one can, so that what is measured is the server.</summary>
internal sealed class RawClient : IAsyncDisposable
{
    private static readonly byte[] Dot = ".\r\n"u8.ToArray();

    private readonly NetworkStream _stream;
    private readonly StreamReader _replies;

    private RawClient(Socket socket)
    {
        _stream = new NetworkStream(socket, ownsSocket: true);
        _replies = new StreamReader(_stream, Encoding.ASCII, detectEncodingFromByteOrderMarks: false, bufferSize: 512);
    }

    /// <summary>A message of about so many octets, without the dot at its end.</summary>
    public static byte[] Content(int octets) => Encoding.ASCII.GetBytes(
        "Subject: benchmark\r\n\r\n" + string.Concat(Enumerable.Repeat(new string('x', 78) + "\r\n", octets / 80)));

    /// <summary>Connects, and hears the greeting.</summary>
    public static async Task<RawClient> ConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            var client = new RawClient(socket);
            await client.ExpectAsync("220", 1);
            return client;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>EHLO.</summary>
    public Task HelloAsync() => SayAsync("EHLO bench.example\r\n"u8.ToArray(), "250");

    /// <summary>A message with its commands in one write, as PIPELINING allows.</summary>
    public async Task SendPipelinedAsync(byte[] content)
    {
        await _stream.WriteAsync("MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n"u8.ToArray());
        await ExpectAsync("250", 2);
        await ExpectAsync("354", 1);
        await _stream.WriteAsync(content);
        await SayAsync(Dot, "250");
    }

    /// <summary>A message, command by command.</summary>
    /// <returns>How long the server took from the dot to its answer.</returns>
    public async Task<TimeSpan> SendAsync(byte[] content)
    {
        await SayAsync("MAIL FROM:<a@example.org>\r\n"u8.ToArray(), "250");
        await SayAsync("RCPT TO:<b@example.org>\r\n"u8.ToArray(), "250");
        await SayAsync("DATA\r\n"u8.ToArray(), "354");
        await _stream.WriteAsync(content);
        var began = Stopwatch.GetTimestamp();
        await SayAsync(Dot, "250");
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>QUIT.</summary>
    public Task QuitAsync() => SayAsync("QUIT\r\n"u8.ToArray(), "221");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _replies.Dispose();
        await _stream.DisposeAsync();
    }

    private async Task SayAsync(byte[] octets, string code)
    {
        await _stream.WriteAsync(octets);
        await ExpectAsync(code, 1);
    }

    private async Task ExpectAsync(string code, int count)
    {
        while (count > 0)
        {
            var line = await _replies.ReadLineAsync() ?? throw new EndOfStreamException("The server closed the connection.");
            if (!line.StartsWith(code, StringComparison.Ordinal)) throw new InvalidOperationException($"Not {code}: {line}");
            if (line.Length == 3 || line[3] == ' ') count--;
        }
    }
}
