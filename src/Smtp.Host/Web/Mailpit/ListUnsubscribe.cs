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
        if (Whole().Match(header) is not { Success: true } whole) return ([], ["the links are not in angle brackets with commas between them"]);
        List<string> links = [], errors = [];
        foreach (var text in whole.Groups["link"].Captures.Select(link => link.Value.Trim()))
        {
            var kind = text.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? "mailto:"
                : text.StartsWith("https:", StringComparison.OrdinalIgnoreCase) || text.StartsWith("http:", StringComparison.OrdinalIgnoreCase) ? "http"
                : "";
            if (kind.Length == 0) errors.Add($"'{text}' begins neither with mailto: nor with http(s):");
            else if (text.Any(char.IsWhiteSpace) || !Uri.TryCreate(text, UriKind.Absolute, out _)) errors.Add($"'{text}' is no link");
            else if (links.Exists(link => link.StartsWith(kind, StringComparison.OrdinalIgnoreCase))) errors.Add($"'{text}' is the second link of its kind");
            else links.Add(text);
        }
        return (links, errors);
    }

    [GeneratedRegex(@"\([^()]*\)", RegexOptions.CultureInvariant)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\A\s*<(?<link>[^<>]*)>(?:\s*,\s*<(?<link>[^<>]*)>)*\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();
}
