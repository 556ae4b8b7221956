using Smtp.Domain.Mail;
using Smtp.Domain.Routing;
using static LanguageExt.Prelude;

namespace Smtp.Host.Configuration;

/// <summary>The kinds of names and addresses that keys take.</summary>
public static class Words
{
    /// <summary>Our own name, which opens every session and therefore is ASCII (RFC 5321 §4.2).</summary>
    public static ValueKind<string> HostName { get; } = ValueKinds.Text(
        "a domain name in ASCII, such as mail.example.org", IsHostName);

    /// <summary>A mail domain.</summary>
    public static ValueKind<string> Domain { get; } = ValueKinds.Text(
        "a domain name, such as example.org, or an address literal, such as [192.0.2.1]",
        text => new AddressBook(Seq1(text), [], []).Problems().IsEmpty);

    /// <summary>Who an alias or a catch-all leads to.</summary>
    public static ValueKind<string> Target { get; } = ValueKinds.Text(
        "an address or the part of one before its @", IsAddressOrLocal);

    /// <summary>The name of an alias.</summary>
    public static ValueKind<string> Alias { get; } = ValueKinds.Text(
        "an address or, for every domain, the part of one before its @", IsAddressOrLocal);

    /// <summary>The separator of sub-addresses (RFC 5233), or nothing.</summary>
    public static ValueKind<string> SubAddress { get; } = ValueKinds.Text(
        "one punctuation mark, such as + or -, or nothing", text => new AddressBook([], [], [], text).Problems().IsEmpty);

    /// <summary>A range of IP addresses.</summary>
    public static ValueKind<string> Network { get; } = ValueKinds.Text(
        Smtp.Domain.Routing.Network.Allowed, text => Smtp.Domain.Routing.Network.Read(text).IsSome);

    /// <summary>The path of a file or directory.</summary>
    public static ValueKind<string> Path { get; } = ValueKinds.Text(
        "a path", text => text.Trim().Length > 0 && !text.Contains('\0'));

    /// <summary>The path of a file, or nothing.</summary>
    public static ValueKind<string> PathOrNothing { get; } = ValueKinds.Text(
        "the path of a file, or nothing", text => !text.Contains('\0'));

    /// <summary>Where the pages are, or <c>off</c>.</summary>
    public static ValueKind<string> WebAddress { get; } = ValueKinds.Text(
        "off or " + ListenAddress.Allowed, text => text == WebOptions.Off || ListenAddress.Read(text).IsSome);

    /// <summary>What opens the pages (RFC 6750 §2.1), or nothing.</summary>
    public static ValueKind<string> Token { get; } = ValueKinds.Text(
        "16 to 512 letters, digits or any of -._~+/=, or nothing",
        text => text.Length == 0 || (text.Length is >= 16 and <= 512 && text.All(one => char.IsAsciiLetterOrDigit(one) || "-._~+/=".Contains(one))));

    /// <summary>A name in the address line of a browser, without a port.</summary>
    public static ValueKind<string> WebHost { get; } = ValueKinds.Text(
        "a domain name or an IP address, without a port", text => IsHostName(text) || System.Net.IPAddress.TryParse(text, out _));

    /// <summary>An address of the web, or nothing.</summary>
    public static ValueKind<string> UrlOrNothing { get; } = ValueKinds.Text(
        "a URL with http or https, or nothing",
        text => text.Length == 0 || (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"));

    /// <summary>Whether the text can be the server's own name.</summary>
    public static bool IsHostName(string text) => DomainName.IsValid(text) && new DomainName(text).IsAscii;

    private static bool IsAddressOrLocal(string text)
    {
        var at = text.LastIndexOf('@');
        return at < 0
            ? IsLocal(text)
            : IsLocal(text[..at]) && new AddressBook(Seq1(text[(at + 1)..]), [], []).Problems().IsEmpty;
    }

    // Only what needs no quotes: quotes are more likely a slip than a wish.
    private static bool IsLocal(string text) => LocalPart.IsValid(text) && new LocalPart(text).ToString() == text;
}
