namespace Smtp.Host.Web.Pages.Models;

/// <summary>A session as a timeline.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Facts">What is known of it as a whole.</param>
/// <param name="Turns">What happened, in order, as much as is shown.</param>
/// <param name="IsCut">Whether there is more.</param>
/// <param name="Retold">Whether the states were made anew from the recording; otherwise it is shown line by line, as it was written.</param>
/// <param name="Swaks">A command that does the same again; empty where nothing was sent.</param>
/// <param name="Messages">The messages that it brought and that are still there.</param>
public sealed record ConversationModel(
    string Id, SessionFacts Facts, IReadOnlyList<TurnModel> Turns, bool IsCut, bool Retold, string Swaks, IReadOnlyList<string> Messages)
{
    /// <summary>How many lines were refused.</summary>
    public int Refused => Turns.Count(turn => turn.Refusals.Count > 0);
}

/// <summary>What is known of a session as a whole.</summary>
public sealed record SessionFacts(
    DateTimeOffset? Opened, TimeSpan? Lasted, string Peer, string Hello, string Protocol, string Tls, string User, string Ending, int Accepted);

/// <summary>One thing that happened, and what came of it.</summary>
/// <param name="Number">Its place, from 1.</param>
/// <param name="At">When, since the session began.</param>
/// <param name="Speaker">Who did it.</param>
/// <param name="Text">What was said or done.</param>
/// <param name="Folded">Content, folded away; empty where there is none.</param>
/// <param name="Replies">What the server answered, line by line.</param>
/// <param name="Refusals">Why it was refused; empty where it was not.</param>
/// <param name="State">Where the session stands now.</param>
/// <param name="StateChanged">Whether that is another place than before.</param>
/// <param name="Envelope">The envelope now; null outside a transaction.</param>
/// <param name="Stored">The messages that were accepted here.</param>
public sealed record TurnModel(
    int Number, string At, Speaker Speaker, string Text, IReadOnlyList<string> Folded, IReadOnlyList<ReplyModel> Replies,
    IReadOnlyList<RefusalModel> Refusals, string State, bool StateChanged, EnvelopeModel? Envelope, IReadOnlyList<string> Stored);

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
public sealed record ReplyModel(string Text, int Class);

/// <summary>Why something was refused.</summary>
/// <param name="Reason">In words.</param>
/// <param name="Section">Where it stands: a section of an RFC; empty where none says so.</param>
/// <param name="Url">That section on the web.</param>
public sealed record RefusalModel(string Reason, string Section, string Url);

/// <summary>An envelope as it grows.</summary>
/// <param name="From">The reverse-path.</param>
/// <param name="Options">The parameters of MAIL.</param>
/// <param name="To">The recipients so far, as many as are shown.</param>
/// <param name="More">How many more there are.</param>
/// <param name="Grew">Whether this turn changed it.</param>
public sealed record EnvelopeModel(string From, string Options, IReadOnlyList<string> To, int More, bool Grew);
