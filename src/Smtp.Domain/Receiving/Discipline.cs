using Smtp.Domain.Protocol;

namespace Smtp.Domain.Receiving;

/// <summary>What holds for every step alike: errors and idle talk are counted and bounded, and a client that was never
/// offered enhanced status codes never sees one.</summary>
internal static class Discipline
{
    public static (State, Seq<Reply>) Keep(State before, Command command, (State State, Seq<Reply> Replies) step)
    {
        var (after, replies) = step;
        // 421 says that the channel closes (RFC 5321 §4.2.3), whatever the reason was.
        if (after is not State.Closed && ClosesChannel(replies))
            after = new State.Closed(Ending.Refused);
        if (TallyOf(after) is { } tally)
        {
            var counted = Count(tally, command, replies);
            var limits = SettingsOf(before).Limits;
            // The reply which would be one error too many is 421 instead, so that each command still has one reply.
            if (counted.Errors > limits.Errors && replies.Count == 1)
                (after, replies) = Endings.With(Replies.TooManyErrors, Ending.Refused);
            else if (counted.Junk > limits.Junk)
                (after, replies) = Endings.With(Replies.TooMuchJunk, Ending.Refused);
            else if (counted != tally)
                after = WithTally(after, counted);
        }
        return (after, ShowsStatus(before) ? replies : WithoutStatus(replies));
    }

    // Every step comes by here, with one reply or none: enumerators would cost more than all the rest.
    private static bool ClosesChannel(Seq<Reply> replies)
    {
        for (var i = 0; i < replies.Count; i++) if (replies[i].Code.Value == 421) return true;
        return false;
    }

    // As above: a lazy sequence for each step took a third of all that a session allocated.
    private static Seq<Reply> WithoutStatus(Seq<Reply> replies) => replies.Count switch
    {
        0 => replies,
        1 => Seq1(replies[0].WithoutStatus()),
        _ => replies.Map(reply => reply.WithoutStatus()).Strict(),
    };

    private static Tally Count(Tally tally, Command command, Seq<Reply> replies)
    {
        var errors = tally.Errors;
        for (var i = 0; i < replies.Count; i++) if (replies[i].Code.IsPermanent) errors++;
        var junk = command switch
        {
            Command.Helo or Command.Ehlo or Command.Lhlo or Command.Rset or Command.Noop
                or Command.Vrfy or Command.Expn or Command.Help => tally.Junk + 1,
            Command.BodyReceived => 0,
            _ => tally.Junk,
        };
        var leniencies = command is Command.Mail { Lenient: true } or Command.Rcpt { Lenient: true }
            ? tally.Leniencies + 1 : tally.Leniencies;
        return errors == tally.Errors && junk == tally.Junk && leniencies == tally.Leniencies
            ? tally : tally with { Errors = errors, Junk = junk, Leniencies = leniencies };
    }

    private static Tally? TallyOf(State state) => state switch
    {
        State.Greeted at => at.Tally,
        State.Introduced at => at.Client.Tally,
        _ => null,
    };

    private static State WithTally(State state, Tally tally) => state switch
    {
        State.Greeted at => at with { Tally = tally },
        State.Introduced at => at with { Client = at.Client with { Tally = tally } },
        _ => state,
    };

    /// <summary>RFC 2034 §4: only after they were offered. Before any hello we cannot know, and say more rather than less.</summary>
    private static bool ShowsStatus(State state) => state switch
    {
        State.SkippingChunk at => ShowsStatus(at.Next),
        State.Introduced { Client.Hello.Kind: HelloKind.Helo } => false,
        _ => Offers.Has(SettingsOf(state), ExtensionSet.EnhancedStatusCodes),
    };

    private static Settings SettingsOf(State state) => state switch
    {
        State.Opening at => at.Link.Settings,
        State.Screening at => at.Link.Settings,
        State.Greeted at => at.Link.Settings,
        State.StartingTls at => at.Link.Settings,
        State.Introduced at => at.Client.Settings,
        State.SkippingChunk at => SettingsOf(at.Next),
        State.Closed => Default,
        _ => throw new InvalidOperationException($"No settings in the state {state.GetType().Name}."),
    };

    private static readonly Settings Default = new();
}
