using System.Text;
using Smtp.Domain.Mail;

namespace Smtp.Domain.Routing;

/// <summary>Where Maildirs are: a path in which <c>{user}</c>, <c>{domain}</c> and <c>{address}</c> stand for parts of an
/// address.</summary>
public sealed record MaildirPath
{
    private static readonly string[] Names = ["{user}", "{domain}", "{address}"];

    private MaildirPath(string template) => Template = template;

    /// <summary>The path as configured.</summary>
    public string Template { get; }

    /// <summary>Reads a path; or tells what is wrong with it, in a sentence.</summary>
    public static Either<string, MaildirPath> Read(string template)
    {
        ArgumentNullException.ThrowIfNull(template);
        if (template.Trim().Length == 0 || template.Contains('\0', StringComparison.Ordinal))
            return "maildir: needs a path, such as maildir:/var/mail/{user}";
        var rest = template;
        foreach (var name in Names) rest = rest.Replace(name, "", StringComparison.Ordinal);
        return rest.AsSpan().ContainsAny('{', '}')
            ? "what stands in braces in the path of a Maildir is {user}, {domain} or {address}"
            : new MaildirPath(template);
    }

    /// <summary>The Maildir of an address that has no sub-address. No address leads out of the directory that its part of the
    /// path is in: what could be more than a plain name is written as <c>%XX</c>.</summary>
    public string For(Mailbox owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        // In one go, so that a user who is called {domain} stays that.
        var path = new StringBuilder(Template.Length);
        for (var at = 0; at < Template.Length;)
        {
            var name = System.Array.Find(Names, name => string.CompareOrdinal(Template, at, name, 0, name.Length) == 0);
            path.Append(name switch
            {
                null => Template.AsSpan(at, 1),
                "{user}" => Safe(owner.Local.Text.ToLowerInvariant()),
                "{domain}" => Safe(AccountName.Of(owner.Host)),
                _ => Safe($"{owner.Local.Text.ToLowerInvariant()}@{AccountName.Of(owner.Host)}"),
            });
            at += name?.Length ?? 1;
        }
        return path.ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => Template;

    // A dot begins hidden files, "." and ".."; slashes, backslashes and colons part paths on some system; a shell knows the others.
    private static string Safe(string text)
    {
        if (text.Length == 0) return "%";
        var name = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var character = rune.IsAscii ? (char)rune.Value : 'a';
            if (char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '+' or '=' or '@' || (character == '.' && name.Length > 0))
                name.Append(rune.ToString());
            else name.Append('%').Append(rune.Value.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }
        return name.ToString();
    }
}
