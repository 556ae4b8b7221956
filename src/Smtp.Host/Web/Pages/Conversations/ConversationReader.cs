using LanguageExt;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Host.Storage;
using Smtp.Host.Web.Pages.Models;
using Smtp.Parsing.Transcripts;

namespace Smtp.Host.Web.Pages.Conversations;

/// <summary>Makes a timeline of a recording. The states are not in it: they come of playing it again, which a recording can be,
/// line by line.</summary>
internal static class ConversationReader
{
    /// <summary>So many turns are shown; who wants more downloads the transcript.</summary>
    public const int MostTurns = 500;

    // Playing more than this again would keep a reader waiting.
    private const int MostPlayed = 1024 * 1024;

    /// <summary>The timeline.</summary>
    /// <param name="id">The session.</param>
    /// <param name="text">Its recording.</param>
    /// <param name="stored">What else is known of it; null where it is listed no more.</param>
    /// <param name="server">Where the server is, for whoever says it again.</param>
    public static ConversationModel Read(string id, string text, StoredSession? stored, string server)
    {
        var transcript = text.Length <= MostPlayed ? TranscriptReader.Read(text).Case as Transcript : null;
        // Another version of the server may say something else: then what it said is shown, not what it would say now.
        if (transcript is null || TranscriptRunner.Run(transcript).ToString() != text) return AsWritten(id, text, stored);
        var turns = new TurnBuilder();
        State? last = null;
        var client = default(Client);
        foreach (var step in TranscriptRunner.Steps(transcript))
        {
            turns.Add(step);
            if (step.After is State.Introduced introduced) client = introduced.Client;
            last = step.After;
        }
        turns.Remarks(transcript.Lines);
        var shown = turns.Turns.Count > MostTurns ? turns.Turns.Take(MostTurns).ToList() : turns.Turns;
        return new ConversationModel(
            id, Facts(transcript, client, last, stored), shown, turns.Turns.Count > MostTurns, true, Swaks.Of(turns, client, server),
            stored?.Messages ?? []);
    }

    private static SessionFacts Facts(Transcript transcript, Client? client, State? last, StoredSession? stored) => new(
        stored?.Opened, stored is null ? null : stored.Ended - stored.Opened, stored?.Peer ?? transcript.Givens.Client.ToString(),
        client?.Hello.Name.ToString() ?? stored?.Hello ?? "", client?.Protocol ?? "",
        stored?.Tls ?? (client?.Tls.Case is TlsFacts tls ? $"{tls.Version} {tls.Cipher}" : ""), client?.User.Case as string ?? stored?.User ?? "",
        stored?.Ending ?? (last is State.Closed closed ? closed.Ending.ToString() : "BrokenOff"), stored?.Accepted ?? 0);

    private static ConversationModel AsWritten(string id, string text, StoredSession? stored)
    {
        var turns = new List<TurnModel>();
        var isCut = false;
        foreach (var line in text.Split('\n').Skip(1))
        {
            if (line.Length == 0 || line.StartsWith("given ", StringComparison.Ordinal)) continue;
            if (turns.Count == MostTurns)
            {
                isCut = true;
                break;
            }
            var speaker = line[0] switch { 'C' => Speaker.Client, 'S' => Speaker.Server, '~' => Speaker.Tls, _ => Speaker.World };
            var spoken = speaker is Speaker.Client or Speaker.Server && line.Length > 3 ? line[3..] : line;
            turns.Add(speaker == Speaker.Server
                ? new TurnModel(turns.Count + 1, "", speaker, "", [], [TurnBuilder.Line(spoken)], [], "", false, null, [])
                : new TurnModel(turns.Count + 1, "", speaker, Cut(spoken), [], [], [], "", false, null, []));
        }
        var facts = new SessionFacts(
            stored?.Opened, stored is null ? null : stored.Ended - stored.Opened, stored?.Peer ?? "", stored?.Hello ?? "", "", stored?.Tls ?? "",
            stored?.User ?? "", stored?.Ending ?? "", stored?.Accepted ?? 0);
        return new ConversationModel(id, facts, turns, isCut, false, "", stored?.Messages ?? []);
    }

    /// <summary>A line as long as a page shows it.</summary>
    public static string Cut(string line) => line.Length > 1200 ? string.Concat(line.AsSpan(0, 1200), " …") : line;
}
