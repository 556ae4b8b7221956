using System.Text.RegularExpressions;
using MimeKit;

namespace Smtp.Host.Web.Mailpit;

/// <summary>Reads how a reader can leave a list: links in angle brackets with commas between them (RFC 2369 §2, §3.2).</summary>
internal static partial class ListUnsubscribe
{
    /// <summary>What a header offers, and what is wrong with it.</summary>
    public static MailpitUnsubscribe Of(HeaderList headers)
    {
        if (headers["List-Unsubscribe"] is not { Length: > 0 } header) return new MailpitUnsubscribe("", [], "", "");
        var (links, errors) = Read(Comment().Replace(header, " "));
        return new MailpitUnsubscribe(header, links, string.Join("; ", errors), headers["List-Unsubscribe-Post"] ?? "");
    }

    private static (IReadOnlyList<string> Links, IReadOnlyList<string> Errors) Read(string header)
    {
        var whole = Whole().Match(header);
        if (!whole.Success) return ([], ["the links are not in angle brackets with commas between them"]);
        List<string> links = [], errors = [];
        // One by mail, one by the web.
        var kinds = new HashSet<bool>();
        foreach (var text in whole.Groups["link"].Captures.Select(link => link.Value.Trim()))
        {
            if (text.Any(char.IsWhiteSpace) || !Uri.TryCreate(text, UriKind.Absolute, out var uri)) errors.Add($"'{text}' is no link");
            else if (uri.Scheme is not ("mailto" or "http" or "https")) errors.Add($"'{text}' begins neither with mailto: nor with http(s):");
            else if (!kinds.Add(uri.Scheme == "mailto")) errors.Add($"'{text}' is the second link of its kind");
            else links.Add(text);
        }
        return (links, errors);
    }

    [GeneratedRegex(@"\([^()]*\)", RegexOptions.CultureInvariant)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\A\s*<(?<link>[^<>]*)>(?:\s*,\s*<(?<link>[^<>]*)>)*\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();
}
