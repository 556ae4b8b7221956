using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Smtp.Host.Tests.Receiving;

namespace Smtp.Host.Tests.Delivery;

/// <summary>Many letters, each of them to be told from all others, and compared octet by octet.</summary>
internal static class Traffic
{
    private const int Connections = 20;

    /// <summary>Letter <c>number</c>: lines that begin with dots, lines of all lengths, and nothing that a server would add. One in
    /// fifty is so large that its content is kept in a file.</summary>
    public static byte[] Letter(int number)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"From: alice@example.org\r\nTo: bob@example.net\r\nSubject: letter {number}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Date: Tue, 24 Nov 2026 10:00:00 +0000\r\nMessage-ID: <{number}@example.org>\r\n\r\n");
        for (var line = 0; line < (IsLarge(number) ? 3000 : number % 40); line++)
            text.Append('.', line % 3).Append(new string((char)('a' + line % 26), (number * 7 + line) % 70)).Append("\r\n");
        return Encoding.ASCII.GetBytes(text.Append("\r\n.\r\n..\r\nend\r\n").ToString());
    }

    /// <summary>Whether a letter is a large one.</summary>
    public static bool IsLarge(int number) => number % 50 == 49;

    /// <summary>Which letter a text is, of whatever header lines were put before it; null where it is none.</summary>
    public static int? NumberOf(string text)
    {
        const string mark = "Message-ID: <";
        var at = text.IndexOf(mark, StringComparison.OrdinalIgnoreCase);
        if (at < 0) return null;
        var end = text.IndexOf('@', at);
        return int.TryParse(text.AsSpan(at + mark.Length, end - at - mark.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number : null;
    }

    /// <summary>Sends letters over twenty connections; each must be answered 250.</summary>
    public static async Task SendAsync(int port, int count, int first = 0, string to = "bob@example.net")
    {
        var next = first - 1;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(Connections, count)).Select(_ => Task.Run(async () =>
        {
            await using var client = await ConnectAsync(port);
            Assert.StartsWith("220", await client.ReplyAsync(), StringComparison.Ordinal);
            Assert.StartsWith("250", await client.SayAsync("EHLO client.example"), StringComparison.Ordinal);
            while (Interlocked.Increment(ref next) is var number && number < first + count)
            {
                Assert.StartsWith("354",
                    await client.SayAllAsync("MAIL FROM:<alice@example.org>", $"RCPT TO:<{to}>", "DATA"), StringComparison.Ordinal);
                await client.SendAsync(Encoding.ASCII.GetString(Letter(number)).Replace("\r\n.", "\r\n..", StringComparison.Ordinal) + ".\r\n");
                Assert.StartsWith("250", await client.ReplyAsync(), StringComparison.Ordinal);
            }
            await client.SayAsync("QUIT");
        })));
    }

    public static async Task<RawClient> ConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return new RawClient(new NetworkStream(socket, ownsSocket: true));
    }

    /// <summary>Fails unless exactly these letters are there, once each, and end as they were sent; what came before is for
    /// servers to add.</summary>
    public static void MustBe(int count, IEnumerable<string> received)
    {
        var seen = new HashSet<int>();
        foreach (var text in received)
        {
            var number = NumberOf(text);
            Assert.True(number is not null, "Not one of our letters:\n" + text);
            Assert.True(seen.Add(number.Value), $"Letter {number} is there twice.");
            Assert.EndsWith(Encoding.ASCII.GetString(Letter(number.Value)), text.ReplaceLineEndings("\r\n"), StringComparison.Ordinal);
        }
        Assert.Equal(Enumerable.Range(0, count), seen.Order());
    }
}

/// <summary>Waits for what another process does.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120), Look = TimeSpan.FromMilliseconds(25);

    /// <summary>Looks until it is so; after two minutes tells why not.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> holds, Func<string> otherwise)
    {
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        while (!await holds())
        {
            if (System.Diagnostics.Stopwatch.GetElapsedTime(began) > Patience) Assert.Fail(otherwise());
            await Task.Delay(Look);
        }
    }

    public static Task HoldsAsync(Func<bool> holds, Func<string> otherwise) => HoldsAsync(() => Task.FromResult(holds()), otherwise);
}
