using Smtp.Domain.Receiving;
using Smtp.Host.Storage;
using Smtp.Host.Web.Pages.Models;
using Smtp.Parsing.Transcripts;

namespace Smtp.Host.Web.Pages.Conversations;

/// <summary>Makes a timeline of a recording. The states are not in it: they come of playing it again, which a recording can be,
/// line by line, while its session runs as well as later.</summary>
internal static class ConversationReader
{
    /// <summary>So many turns are shown; who wants more downloads the transcript.</summary>
    public const int MostTurns = 500;

    // Playing more than this again would keep a reader waiting.
    private const int MostPlayed = 1024 * 1024;

    // Of what came before the message that somebody asks for, so much is shown with it.
    private const int MostBefore = MostTurns - 100;

    /// <summary>The timeline.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="server">Where the server is, for whoever says it again.</param>
    /// <param name="message">The message that somebody wants to see in it; empty where they want to see all.</param>
    public static ConversationModel Read(Recording.Recording recording, string server, string message = "")
    {
        var (session, text) = (recording.Session, recording.Text);
        var transcript = text.Length <= MostPlayed ? TranscriptReader.Read(text).Case as Transcript : null;
        if (transcript is { Client.IsSome: true } || IsSending(session)) return Written(recording, Telling.Sending, message);
        // Another version of the server may say something else: then what it said is shown, not what it would say now.
        if (transcript is null || TranscriptRunner.Run(transcript).ToString() != text) return Written(recording, Telling.AsWritten, message);
        var turns = new TurnBuilder();
        var client = default(Client);
        foreach (var step in TranscriptRunner.Steps(transcript))
        {
            turns.Add(step);
            if (step.After is State.Introduced introduced) client = introduced.Client;
        }
        turns.Remarks(transcript.Lines);
        return Model(recording, turns.Turns, Telling.Replayed, client, Swaks.Of(turns, client, server), message);
    }

    private static ConversationModel Written(Recording.Recording recording, Telling telling, string message)
    {
        var turns = new WrittenTurns(isSending: telling == Telling.Sending);
        foreach (var line in recording.Text.Split('\n').Skip(1)) turns.Add(line);
        return Model(recording, turns.Finish(), telling, null, "", message);
    }

    private static ConversationModel Model(
        Recording.Recording recording, IReadOnlyList<TurnModel> turns, Telling telling, Client? client, string swaks, string message)
    {
        var session = recording.Session;
        var facts = new SessionFacts(
            session.Opened, session.Ended - session.Opened, session.Peer, client?.Hello.Name.ToString() ?? session.Hello ?? "",
            client?.Protocol ?? "", session.Tls ?? "", session.User ?? client?.User.Case as string ?? "", session.Ending, session.Accepted,
            recording.IsRunning ? Refusals.Words(recording.Stands) : "");
        var first = First(turns, recording.IsRunning, message);
        var shown = turns.Skip(first).Take(MostTurns).ToList();
        return new ConversationModel(session.Id, facts, shown, first, turns.Count - first - shown.Count, telling, swaks, message);
    }

    /// <summary>Where to begin: with the message that somebody asks for in sight, at the end of what goes on, else at the beginning.</summary>
    private static int First(IReadOnlyList<TurnModel> turns, bool isRunning, string message)
    {
        if (turns.Count <= MostTurns) return 0;
        var last = turns.Count - MostTurns;
        var brought = message.Length == 0 ? -1 : turns.ToList().FindIndex(turn => turn.Stored.Contains(message));
        return brought >= 0 ? Math.Clamp(brought - MostBefore, 0, last) : isRunning ? last : 0;
    }

    private static bool IsSending(StoredSession session) => session.Peer.StartsWith("to ", StringComparison.Ordinal);

    /// <summary>A line as long as a page shows it.</summary>
    public static string Cut(string line) => line.Length > 1200 ? string.Concat(line.AsSpan(0, 1200), " …") : line;
}
