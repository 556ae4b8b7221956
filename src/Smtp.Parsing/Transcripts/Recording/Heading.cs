using System.Globalization;
using System.Text;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Parsing.Transcripts.Recording;

/// <summary>The first lines of a recording: what it is, and what its session took for given.</summary>
internal static class Heading
{
    // 2026-11-23T18:43:11Z
    private const int LengthOfTime = 20;

    /// <param name="link">The connection.</param>
    /// <param name="earlyTalkersWelcome">Whether clients may talk before the greeting.</param>
    /// <param name="facts">What else is known of the session.</param>
    /// <param name="open">What a session is that has no ending.</param>
    /// <param name="lines">Where the lines go.</param>
    public static void Write(Link link, bool earlyTalkersWelcome, Facts facts, string open, LineBuffer lines)
    {
        lines.Append("# Session "u8).Append(link.Session).Append(" with "u8).Append(link.Peer.ToString()).Append(", "u8);
        link.Opened.UtcDateTime.TryFormat(lines.GetSpan(LengthOfTime), out var length, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        lines.Advance(length);
        if (facts.Tls.Case is TlsFacts tls) lines.Append(", "u8).Append(tls.Version);
        if (facts.Client.Case is Client { User.Case: string user }) lines.Append(", "u8).Append(Spelling.Escape(Encoding.UTF8.GetBytes(user)));
        lines.Append(", "u8).Append(facts.Accepted).Append(" accepted, "u8);
        lines.Append(facts.Ending.Case is Ending ending ? ending.ToString() : open).End();
        lines.Add("");
        var begun = lines.Length;
        foreach (var line in GivenText.Lines(link, earlyTalkersWelcome)) lines.Add(line);
        if (lines.Length > begun) lines.Add("");
    }
}
