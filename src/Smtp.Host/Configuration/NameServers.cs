using System.Globalization;
using System.Net;
using LanguageExt;
using static LanguageExt.Prelude;

namespace Smtp.Host.Configuration;

/// <summary>Reads the addresses of name servers.</summary>
public static class NameServers
{
    /// <summary>What <see cref="Read"/> takes, in words.</summary>
    public const string Allowed = "IP, IP:PORT or [IPv6]:PORT";

    /// <summary>Reads an address, with port 53 where it says none; absent where the text is none.</summary>
    public static Option<IPEndPoint> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // With a bracket at its start, .NET would take the address and drop the port.
        if (!text.StartsWith('[') && IPAddress.TryParse(text, out var alone)) return IsWritten(alone, text) ? new IPEndPoint(alone, 53) : None;
        var colon = text.LastIndexOf(':');
        if (colon < 1 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return None;
        var host = text[..colon];
        var bracketed = host is ['[', .., ']'];
        return port is > 0 and <= IPEndPoint.MaxPort && IPAddress.TryParse(bracketed ? host[1..^1] : host, out var address)
            && bracketed == host.Contains(':') && IsWritten(address, host)
            ? new IPEndPoint(address, port)
            : None;
    }

    // "1" is an address to inet_aton, to nobody else.
    private static bool IsWritten(IPAddress address, string text) => text.Contains(':') || address.ToString() == text;
}
