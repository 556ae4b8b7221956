using System.Text;
using Smtp.Host.Storage;
using Smtp.Host.Tests.Receiving;

namespace Smtp.Host.Tests.Clients;

/// <summary>Messages to send, with what goes wrong most easily: dots, empty lines, long lines, octets above 127.</summary>
internal static class Letters
{
    public const string Alice = "alice@example.org";
    public const string Bob = "bob@example.net";
    public const string Carol = "carol@example.net";
    public const string Password = "correct horse, battery staple";

    /// <summary>A letter in ASCII, whose lines end with CRLF.</summary>
    public static byte[] Plain { get; } = Encoding.ASCII.GetBytes(
        $"From: {Alice}\r\nTo: {Bob}\r\nSubject: Dots\r\nMessage-ID: <1@example.org>\r\n\r\n"
        + ".\r\n..\r\n.a line with a dot before it\r\n\r\n\tA tab, and blanks at the end  \r\n"
        + $"{new string('x', 990)}\r\nThe end\r\n\r\n");

    /// <summary>A letter whose lines hold every octet but NUL, CR and LF.</summary>
    public static byte[] EightBit { get; } =
    [
        .. "From: alice@example.org\r\nTo: bob@example.net\r\nSubject: Octets\r\nMIME-Version: 1.0\r\n"u8,
        .. "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"u8,
        .. Enumerable.Range(1, 255).Where(octet => octet is not ('\r' or '\n')).Select(octet => (byte)octet), .. "\r\n"u8,
    ];

    /// <summary>A letter with UTF-8 in its header.</summary>
    public static byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(
        "From: Jürgen <jürgen@bücher.example>\r\nTo: 用户@例子.example\r\nSubject: Grüße, 你好\r\nMIME-Version: 1.0\r\n"
        + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nΚαλημέρα\r\n");

    /// <summary>The one message that was delivered is exactly this one.</summary>
    public static async Task<StoredMessage> MustBeAsync(TestServer server, byte[] content, params string[] recipients)
    {
        var (message, stored) = Assert.Single(await server.MessagesAsync());
        Same(content, stored);
        Assert.Equal(content.Length, message.Size);
        Assert.Equal(recipients, message.Envelope.To.Select(one => one.Address));
        return message;
    }

    /// <summary>Both are the same octets.</summary>
    public static void Same(byte[] expected, byte[] actual)
    {
        if (expected.AsSpan().SequenceEqual(actual)) return;
        // Latin-1 shows each octet, and where they part.
        Assert.Equal(Encoding.Latin1.GetString(expected), Encoding.Latin1.GetString(actual));
    }

    /// <summary>A letter as a file, which is gone when the test is over.</summary>
    public static string InFile(TestServer server, byte[] content)
    {
        var path = Path.Combine(server.Directory.FullName, "letter.eml");
        File.WriteAllBytes(path, content);
        return path;
    }
}
