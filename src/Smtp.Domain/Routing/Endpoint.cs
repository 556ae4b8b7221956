using System.Globalization;
using System.Net;
using Smtp.Domain.Mail;

namespace Smtp.Domain.Routing;

/// <summary>A host and a port of it.</summary>
/// <param name="Host">The host: a name, or an IP address.</param>
/// <param name="Port">1 to 65535.</param>
public sealed record Endpoint(HostName Host, int Port)
{
    /// <summary>The host as programs write it, without the brackets of mail: <c>mail.example.org</c>, <c>192.0.2.1</c>,
    /// <c>2001:db8::1</c>.</summary>
    public string HostText => Host is HostName.Literal { Address: AddressLiteral.Ip ip } ? ip.Address.ToString() : AccountName.Of(Host);

    /// <summary>The IP address, where the host is given by one.</summary>
    public Option<IPAddress> Address => Host is HostName.Literal { Address: AddressLiteral.Ip ip } ? ip.Address : None;

    /// <summary>Whether it is on this machine: a loopback address, or <c>localhost</c> (RFC 6761 §6.3).</summary>
    public bool IsLoopback => Address.Case is IPAddress address ? IPAddress.IsLoopback(address) : HostText == "localhost";

    /// <summary>Host and port as in a URL: <c>mail.example.org:25</c>, <c>[2001:db8::1]:25</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{(HostText.Contains(':', StringComparison.Ordinal) ? $"[{HostText}]" : HostText)}:{Port}");

    /// <summary>Reads <c>HOST</c> or <c>HOST:PORT</c>, an IPv6 address in brackets; None where the text is neither.</summary>
    internal static Option<Endpoint> Read(string text, int defaultPort)
    {
        var end = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) + 1 : text.LastIndexOf(':');
        if (end < 0 || (end == 0 && text.StartsWith('['))) end = text.Length;
        return (end == text.Length ? defaultPort : ReadPort(text[end..])) is { } port && ReadHost(text[..end]).Case is HostName host
            ? new Endpoint(host, port)
            : None;
    }

    private static int? ReadPort(string text) =>
        text is [':', .. var digits] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
        && port is > 0 and <= ushort.MaxValue ? port : null;

    private static Option<HostName> ReadHost(string text)
    {
        if (text is ['[', .., ']']) return AddressText.ReadHost($"[IPv6:{text[1..^1]}]");
        // What ends with a number is an address or a slip, never a name (RFC 3696 §2).
        return text.Length > 0 && char.IsAsciiDigit(text[^1]) && text[(text.LastIndexOf('.') + 1)..].AsSpan().ContainsAnyExceptInRange('0', '9') is false
            ? AddressText.ReadHost($"[{text}]")
            : AddressText.ReadHost(text).Filter(host => host is HostName.Named);
    }
}
