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
