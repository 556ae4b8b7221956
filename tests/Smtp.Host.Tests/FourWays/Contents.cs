using Smtp.Domain.Sending;

namespace Smtp.Host.Tests.FourWays;

/// <summary>Content as transcripts of a client describe it.</summary>
internal static class Contents
{
    private const int Line = 80;

    /// <summary>Lines of so many octets in all, that ask of a server what the message says they do.</summary>
    public static byte[] Of(Outgoing message)
    {
        var content = new byte[message.Size];
        Array.Fill(content, (byte)'x');
        for (var end = Line; end < content.Length; end += Line) "\r\n"u8.CopyTo(content.AsSpan(end - 2));
        "\r\n"u8.CopyTo(content.AsSpan(content.Length - 2));
        "Subject: x\r\n\r\n"u8.CopyTo(content);
        if (message.Facts.IsEightBit) content[Line / 2] = 0xe4;
        if (message.Facts.IsBinary) content[Line / 2] = 0;
        return content;
    }
}
