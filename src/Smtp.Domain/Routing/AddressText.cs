using System.Net;
using System.Text;
using Smtp.Domain.Mail;

namespace Smtp.Domain.Routing;

/// <summary>An address as people configure it: <c>alice@example.org</c>, or <c>alice</c> alone.</summary>
/// <param name="Local">Who.</param>
/// <param name="Host">Where, if it was said.</param>
internal sealed record AddressText(LocalPart Local, Option<HostName> Host)
{
    public static Option<AddressText> Read(string text)
    {
        // The last @ it is, for a quoted local part may hold others; one that ends with a quote is all local part.
        var at = text.EndsWith('"') ? -1 : text.LastIndexOf('@');
        if (at < 0) return ReadLocal(text).Map(local => new AddressText(local, None));
        return ReadLocal(text[..at]).Case is LocalPart who && ReadHost(text[(at + 1)..]).Case is HostName where
            ? new AddressText(who, where)
            : None;
    }

    public static Option<HostName> ReadHost(string text) =>
        text is ['[', .., ']']
            ? ReadAddress(text[1..^1]).Map(address => (HostName)new HostName.Literal(new AddressLiteral.Ip(address)))
            : DomainName.IsValid(text) ? new HostName.Named(new DomainName(text)) : None;

    public Mailbox In(HostName domain) => new(Local, Host.IfNone(domain));

    private static Option<LocalPart> ReadLocal(string text)
    {
        var quoted = text is ['"', .., '"'];
        var meant = quoted ? Unquote(text[1..^1]) : text;
        if (meant is null || !LocalPart.IsValid(meant)) return None;
        var local = new LocalPart(meant);
        // Without quotes it must be one that needs none.
        return quoted || local.ToString() == text ? local : None;
    }

    private static string? Unquote(string text)
    {
        var meant = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"' || (text[i] == '\\' && ++i == text.Length)) return null;
            meant.Append(text[i]);
        }
        return meant.ToString();
    }

    private static Option<IPAddress> ReadAddress(string text)
    {
        const string tag = "IPv6:";
        var six = text.StartsWith(tag, StringComparison.OrdinalIgnoreCase);
        if (!IPAddress.TryParse(six ? text[tag.Length..] : text, out var address) || address.IsIPv6() != six) return None;
        // TryParse also takes 127.1 for an IPv4 address and a scope in an IPv6 one; in mail neither is an address.
        var whole = six ? !text.Contains('%', StringComparison.Ordinal) : address.ToString() == text;
        return whole ? address : None;
    }
}
