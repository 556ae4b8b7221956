using System.Net.Sockets;
using System.Text;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Host.Tests.Samples;

/// <summary>The classroom dialog, and what a client needs to hold it.</summary>
internal static class Say
{
    /// <summary>No test takes this long; one that hangs says where.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public const string Dialog =
        "HELO example.com\r\nMAIL FROM:<alice@example.com>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n"
        + "Subject: Hello\r\n\r\nHello Bob\r\n.\r\nQUIT\r\n";

    public const string Replies =
        "220 localhost ESMTP\r\n250 localhost Hello example.com, pleased to meet you\r\n250 Ok\r\n250 Ok\r\n"
        + "354 Enter message, ending with \".\" on a line by itself\r\n250 Ok: queued as 12345\r\n221 Bye\r\n";

    /// <summary>Says yes to everything, and keeps what comes.</summary>
    public static Func<Question, ReadOnlyMemory<byte>, ValueTask<Command>> Yes(List<string> kept) => (question, content) =>
    {
        if (question is not Question.Accept) return ValueTask.FromResult<Command>(new Command.Answered(Verdict.Granted.Yes));
        kept.Add(Encoding.UTF8.GetString(content.Span));
        return ValueTask.FromResult<Command>(new Command.Answered(new Verdict.Accepted(new QueueId("12345"))));
    };

    /// <summary>Sends octets to a server and reads all that it says until it closes.</summary>
    public static async Task<string> AllAsync(int port, string octets)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(System.Net.IPAddress.Loopback, port);
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(octets));
        return await reader.ReadToEndAsync().WaitAsync(Patience);
    }
}
