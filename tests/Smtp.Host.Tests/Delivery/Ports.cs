using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Smtp.Host.Tests.Delivery;

/// <summary>Ports of programs that cannot choose one themselves.</summary>
internal static class Ports
{
    // None of those that systems give to whoever asks for any (from 32768 on): another server of these tests would have it before the program is
    // up, or a client that looks whether it is, which is then connected with itself.
    private const int First = 20_000;
    private const int Count = 12_000;

    private static int _taken = Environment.ProcessId * 100 % Count;

    /// <summary>A port that nothing has, and that is given to nobody else.</summary>
    public static int Free()
    {
        for (var tries = 0; ; tries++)
        {
            var port = First + Interlocked.Increment(ref _taken) % Count;
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException) when (tries < 100)
            {
                // Another program has it: the next one.
            }
        }
    }

    /// <summary>Waits until a server greets.</summary>
    public static async Task AnswersAsync(int port, string greeting, TimeSpan patience)
    {
        for (var began = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                using var reader = new StreamReader(client.GetStream());
                if (greeting.Length == 0) return;
                if (await reader.ReadLineAsync().WaitAsync(patience) is { } line && line.StartsWith(greeting, StringComparison.Ordinal)) return;
            }
            catch (SocketException) when (Stopwatch.GetElapsedTime(began) < patience)
            {
                await Task.Delay(50);
            }
        }
    }
}
