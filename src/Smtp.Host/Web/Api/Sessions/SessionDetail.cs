using Smtp.Host.Web.Pages.Models;

namespace Smtp.Host.Web.Api.Sessions;

/// <summary>A session as a conversation.</summary>
internal sealed record SessionDetail : SessionRow
{
    /// <summary>`SMTP`, `ESMTPS`, `LMTP` … (RFC 3848); empty where it got no further than the greeting.</summary>
    public required string Protocol { get; init; }

    /// <summary>What happened, in order. 500 turns at most: the first, or the last of a session that runs.</summary>
    public required IReadOnlyList<Turn> Turns { get; init; }

    /// <summary>How many turns before and behind them are left out; `getTranscript` has them all.</summary>
    public required int LeftOut { get; init; }

    /// <summary>How the turns came about.</summary>
    public required Telling Telling { get; init; }

    /// <summary>A command of swaks that does the same again; empty where nothing was sent.</summary>
    public required string Swaks { get; init; }

    internal SessionDetail(SessionRow row) : base(row)
    {
    }
}

/// <summary>One thing that happened in a session, and what came of it.</summary>
/// <param name="Number">Its place, from 1.</param>
/// <param name="Seconds">When, in seconds since the session began; null where that is not known.</param>
/// <param name="Speaker">Who did it.</param>
/// <param name="Text">What was said or done. Passwords are masked.</param>
/// <param name="Content">Lines of content, or of a dialog of AUTH, as far as they were recorded.</param>
/// <param name="Replies">What was answered, line by line.</param>
/// <param name="Refusals">Why it was refused; empty where it was not.</param>
/// <param name="Fact">What has become true by it, such as who has logged in; else empty.</param>
/// <param name="State">Where the session stands after it, in a word or two; empty where that is not known.</param>
/// <param name="Grew">What the envelope has grown by; null where it has not.</param>
/// <param name="Stored">The messages that were accepted here.</param>
internal sealed record Turn(
    int Number, double? Seconds, Speaker Speaker, string Text, IReadOnlyList<string> Content, IReadOnlyList<string> Replies,
    IReadOnlyList<Refusal> Refusals, string Fact, string State, EnvelopeGrowth? Grew, IReadOnlyList<string> Stored);

/// <summary>Why something was refused.</summary>
/// <param name="Reason">In words.</param>
/// <param name="Section">Where that stands, such as `RFC 5321 §4.1.4`; empty where it stands nowhere.</param>
/// <param name="Url">That section on the web.</param>
internal sealed record Refusal(string Reason, string Section, string Url);

/// <summary>What an envelope has grown by.</summary>
/// <param name="From">The reverse-path, where that is new; else empty.</param>
/// <param name="Parameters">The parameters of MAIL, where they are new; else empty.</param>
/// <param name="To">The recipients that are new: the last 4 of them at most.</param>
/// <param name="RecipientCount">How many recipients there are now.</param>
internal sealed record EnvelopeGrowth(string From, string Parameters, IReadOnlyList<string> To, int RecipientCount);
