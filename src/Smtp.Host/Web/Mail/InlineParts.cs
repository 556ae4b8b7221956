using System.Text;
using System.Text.RegularExpressions;
using MimeKit;

namespace Smtp.Host.Web.Mail;

/// <summary>The parts that the text of a message shows (RFC 2392, <c>cid:</c>), as data within it: nothing is asked for them.</summary>
internal sealed partial class InlineParts(MailDocument document)
{
    private const int MostOctets = 8 * 1024 * 1024;

    private readonly Dictionary<string, string?> _known = new(StringComparer.OrdinalIgnoreCase);
    private Dictionary<string, MailPart>? _parts;
    private int _room = MostOctets;

    /// <summary>The text with data in place of each <c>cid:</c> that names a part, as long as there is room.</summary>
    public string PutInto(string text, int room)
    {
        if (!text.Contains("cid:", StringComparison.OrdinalIgnoreCase)) return text;
        return References().Replace(text, match =>
        {
            var id = Uri.UnescapeDataString(match.Groups[1].Value.Replace("&amp;", "&", StringComparison.Ordinal));
            if (!_known.TryGetValue(id, out var data)) _known.Add(id, data = Data(id));
            if (data is null || data.Length > room) return match.Value;
            room -= data.Length;
            return data;
        });
    }

    private string? Data(string id)
    {
        if (_parts is null)
        {
            _parts = new(StringComparer.OrdinalIgnoreCase);
            foreach (var one in document.Parts.Where(one => one.ContentId.Length > 0)) _parts.TryAdd(one.ContentId, one);
        }
        if (!_parts.TryGetValue(id, out var part) || part.Entity is not MimePart { Content: { } content } || !Shown().IsMatch(part.MediaType))
            return null;
        using var decoded = content.Open();
        using var octets = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (decoded.Read(buffer, 0, buffer.Length) is > 0 and var count)
        {
            if (octets.Length + count > _room) return null;
            octets.Write(buffer, 0, count);
        }
        _room -= (int)octets.Length;
        return new StringBuilder("data:").Append(part.MediaType).Append(";base64,")
            .Append(Convert.ToBase64String(octets.GetBuffer(), 0, (int)octets.Length)).ToString();
    }

    [GeneratedRegex("""\bcid:([^\s"'<>(),]{1,255})""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex References();

    [GeneratedRegex("^(?:image|font|audio|video)/[a-z0-9.+-]{1,80}$", RegexOptions.CultureInvariant)]
    private static partial Regex Shown();
}
