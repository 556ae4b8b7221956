namespace Smtp.Host.Web.Pages.Models;

/// <summary>A session as a timeline.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Facts">What is known of it as a whole.</param>
/// <param name="Turns">What happened, in order, as much as is shown.</param>
/// <param name="Before">How many turns before these are left out.</param>
/// <param name="Behind">How many turns behind them are.</param>
/// <param name="Telling">How the timeline came about.</param>
/// <param name="Swaks">A command that does the same again; empty where nothing was sent.</param>
/// <param name="Message">The message whose conversation this is; empty where the session is shown by itself.</param>
public sealed record ConversationModel(
    string Id, SessionFacts Facts, IReadOnlyList<TurnModel> Turns, int Before, int Behind, Telling Telling, string Swaks, string Message = "")
{
    /// <summary>The turns in which something was refused.</summary>
    public IReadOnlyList<TurnModel> Refused { get; } = [.. Turns.Where(turn => turn.Refusals.Count > 0)];

    /// <summary>The turn that brought the message; null where there is none, or it is not shown.</summary>
    public TurnModel? Brought { get; } = Message.Length == 0 ? null : Turns.FirstOrDefault(turn => turn.Stored.Contains(Message));
}

/// <summary>How a timeline came about.</summary>
public enum Telling
{
    /// <summary>The states were made anew from the recording.</summary>
    Replayed,

    /// <summary>It is shown line by line: played again, it does not come out the same.</summary>
    AsWritten,

    /// <summary>This host was the client.</summary>
    Sending,
}

/// <summary>What is known of a session as a whole.</summary>
/// <param name="Opened">When the client connected.</param>
/// <param name="Lasted">How long it took, or has taken so far.</param>
/// <param name="Peer">The other side's address.</param>
/// <param name="Hello">Who the client said it was.</param>
/// <param name="Protocol">SMTP, ESMTPS and so on.</param>
/// <param name="Tls">The TLS version and cipher; empty without TLS.</param>
/// <param name="User">Who it proved to be; empty without AUTH.</param>
/// <param name="Ending">How it ended.</param>
/// <param name="Accepted">How many messages it brought.</param>
/// <param name="Stands">Where it stands; empty once it has ended.</param>
public sealed record SessionFacts(
    DateTimeOffset Opened, TimeSpan Lasted, string Peer, string Hello, string Protocol, string Tls, string User, string Ending, int Accepted,
    string Stands)
{
    /// <summary>Whether it goes on.</summary>
    public bool IsRunning => Stands.Length > 0;
}

/// <summary>One thing that happened, and what came of it.</summary>
/// <param name="Number">Its place, from 1.</param>
/// <param name="At">When, since the session began.</param>
/// <param name="Speaker">Who did it.</param>
/// <param name="Text">What was said or done.</param>
public sealed record TurnModel(int Number, string At, Speaker Speaker, string Text)
{
    /// <summary>The same time for programs; null where it is not known.</summary>
    public TimeSpan? Elapsed { get; init; }

    /// <summary>Content, folded away; empty where there is none.</summary>
    public IReadOnlyList<string> Folded { get; init; } = [];

    /// <summary>What was answered, line by line.</summary>
    public IReadOnlyList<ReplyModel> Replies { get; init; } = [];

    /// <summary>Why it was refused; empty where it was not.</summary>
    public IReadOnlyList<RefusalModel> Refusals { get; init; } = [];

    /// <summary>What has become true by it, such as who has logged in.</summary>
    public string Fact { get; init; } = "";

    /// <summary>Where the session stands now, where that is another place than before; else empty.</summary>
    public string State { get; init; } = "";

    /// <summary>What the envelope has grown by; null where it has not.</summary>
    public GrowthModel? Grew { get; init; }

    /// <summary>The messages that were accepted here.</summary>
    public IReadOnlyList<string> Stored { get; init; } = [];
}

/// <summary>Who does something in a session.</summary>
public enum Speaker
{
    /// <summary>The client.</summary>
    Client,

    /// <summary>The server, of its own accord.</summary>
    Server,

    /// <summary>Content of the client.</summary>
    Content,

    /// <summary>TLS.</summary>
    Tls,

    /// <summary>The world: time, the network, the operator.</summary>
    World,
}

/// <summary>A line of a reply.</summary>
/// <param name="Text">The line.</param>
/// <param name="Class">The first digit of its code; 0 where it has none.</param>
/// <param name="Gloss">What stands behind base64 in it; empty where there is none.</param>
public sealed record ReplyModel(string Text, int Class, string Gloss);

/// <summary>Why something was refused.</summary>
/// <param name="Reason">In words.</param>
/// <param name="Section">Where it stands: a section of an RFC.</param>
/// <param name="Url">That section on the web.</param>
/// <param name="IsForGood">Whether it will be refused again; otherwise it may work later.</param>
public sealed record RefusalModel(string Reason, string Section, string Url, bool IsForGood);

/// <summary>What an envelope has grown by.</summary>
/// <param name="From">The reverse-path, where that is new; else empty.</param>
/// <param name="Options">The parameters of MAIL, where they are new; else empty.</param>
/// <param name="To">The recipients that are new, as many as are shown.</param>
/// <param name="Count">How many recipients there are now.</param>
public sealed record GrowthModel(string From, string Options, IReadOnlyList<string> To, int Count)
{
    private const int MostShown = 4;

    /// <summary>What an envelope has that another had not; null where that is nothing.</summary>
    public static GrowthModel? Between(EnvelopeModel? before, EnvelopeModel? after)
    {
        if (after is null) return null;
        var isSame = before is not null && (before.From, before.Options) == (after.From, after.Options) && before.To.Count <= after.To.Count;
        if (!isSame) return new GrowthModel(after.From, after.Options, [.. after.To.TakeLast(MostShown)], after.To.Count);
        var added = after.To.Count - before!.To.Count;
        return added == 0 ? null : new GrowthModel("", "", [.. after.To.TakeLast(Math.Min(added, MostShown))], after.To.Count);
    }
}

/// <summary>An envelope.</summary>
/// <param name="From">The reverse-path.</param>
/// <param name="Options">The parameters of MAIL.</param>
/// <param name="To">The recipients.</param>
public sealed record EnvelopeModel(string From, string Options, IReadOnlyList<string> To);
