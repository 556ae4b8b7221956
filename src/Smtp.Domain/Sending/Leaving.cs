using Smtp.Domain.Protocol;

namespace Smtp.Domain.Sending;

/// <summary>The ways a client session comes to its end. Recipients whose outcome is known keep it; the others get that of the
/// ending.</summary>
internal static class Leaving
{
    private static readonly Seq<Command> Farewell = Seq1<Command>(new Command.Quit());

    public static (ClientState, Seq<Command>) Quit(ClientState.Idle at) => Politely(
        at, ClientEnding.Quit, Diagnoses.Later(at.Hop.Settings, "4.4.2", "The connection was ended"));

    /// <summary>With a QUIT, where the server waits for a command.</summary>
    public static (ClientState, Seq<Command>) Politely(ClientState state, ClientEnding ending, Outcome why) =>
        (new ClientState.Quitting(SettingsOf(state), ending, why, Last(state, why)), Farewell);

    /// <summary>Without a word.</summary>
    public static (ClientState, Seq<Command>) AtOnce(ClientState state, ClientEnding ending, Outcome why) =>
        (new ClientState.Closed(ending, why, Last(state, why)), []);

    /// <summary>421.</summary>
    public static (ClientState, Seq<Command>) Dismissed(ClientState state, Reply reply) =>
        AtOnce(state, ClientEnding.ServerClosing, Diagnoses.Later(SettingsOf(state), reply));

    public static (ClientState, Seq<Command>) Unexpected(ClientState state, Reply reply) =>
        AtOnce(state, ClientEnding.Unreadable, Diagnoses.Unexpected(SettingsOf(state), reply));

    public static (ClientState, Seq<Command>) Unreadable(ClientState state, ReplyFault fault) =>
        AtOnce(state, ClientEnding.Unreadable, Diagnoses.Later(SettingsOf(state), "4.5.0", fault switch
        {
            ReplyFault.NoReply => "The server said what is no reply",
            ReplyFault.CodesDiffer => "The lines of a reply have different codes",
            ReplyFault.LineTooLong => "A reply has a line that is too long",
            ReplyFault.TooLong => "A reply is too long",
            ReplyFault.OutOfTurn => "The server spoke before it was its turn",
            _ => throw new ArgumentOutOfRangeException(nameof(fault)),
        }));

    public static (ClientState, Seq<Command>) Lost(ClientState state) =>
        AtOnce(state, ClientEnding.Lost, Diagnoses.Later(SettingsOf(state), "4.4.2", state is ClientState.Finishing
            ? "The connection was lost before the reply to the message; the server may have taken it (RFC 1047)"
            : $"The connection was lost while {Doing(state)}"));

    public static (ClientState, Seq<Command>) TimedOut(ClientState state) =>
        AtOnce(state, ClientEnding.TimedOut, Diagnoses.Later(SettingsOf(state), "4.4.2", state is ClientState.Finishing
            ? "No reply to the message came in time; the server may have taken it (RFC 1047)"
            : $"The patience was over while {Doing(state)}"));

    public static (ClientState, Seq<Command>) Confused(ClientState state) =>
        AtOnce(state, ClientEnding.Confused, Diagnoses.Later(SettingsOf(state), "4.3.0", "Internal error"));

    /// <summary>Our own storage failed. A message that is cut off must not look whole, so there is no final dot and no QUIT.</summary>
    public static (ClientState, Seq<Command>) WithoutContent(ClientState.SendingContent at, string text) =>
        AtOnce(at, ClientEnding.ContentFailed, Diagnoses.Later(at.Hop.Settings, "4.3.0", text));

    /// <summary>The host shuts down. A reply to a message that has gone out is worth waiting for: without it there would be a
    /// duplicate. Where QUIT could be taken for content, or is no command yet, there is none.</summary>
    public static (ClientState, Seq<Command>) Stopping(ClientState state)
    {
        if (state is ClientState.Finishing) return (state, []);
        var why = Diagnoses.Later(SettingsOf(state), "4.3.2", "This host shuts down");
        return state is ClientState.Hello or ClientState.PlainHello or ClientState.Idle or ClientState.Resetting
            ? Politely(state, ClientEnding.Stopped, why)
            : AtOnce(state, ClientEnding.Stopped, why);
    }

    /// <summary>Behind a QUIT.</summary>
    public static (ClientState, Seq<Command>) Gone(ClientState.Quitting at, Event happened) => happened is Event.Give give
        ? (at with { Last = Handover.Alike(give.Message, at.Why) }, [])
        : (new ClientState.Closed(at.Ending, at.Why, None), []);

    /// <summary>Behind the end.</summary>
    public static (ClientState, Seq<Command>) Over(ClientState.Closed at, Event happened) => happened is Event.Give give
        ? (at with { Last = Handover.Alike(give.Message, at.Why) }, [])
        : (at, []);

    private static Option<Handover> Last(ClientState state, Outcome why) => state switch
    {
        ClientState.Transacting at => at.Transaction.Finish(why),
        ClientState.Resetting at => at.Done,
        _ => None,
    };

    private static string Doing(ClientState state) => state switch
    {
        ClientState.Opening or ClientState.StartingTls => "TLS was to begin",
        ClientState.Greeting => "the server was to greet",
        ClientState.Hello or ClientState.PlainHello => "the server was to answer our hello",
        ClientState.AskingTls => "the server was to answer STARTTLS",
        ClientState.LoggingIn => "we logged in",
        ClientState.Idle => "nothing was to be sent",
        ClientState.Mailing => "the server was to answer MAIL",
        ClientState.Addressing => "the server was to answer RCPT",
        ClientState.AskingToSend => "the server was to answer DATA",
        ClientState.SendingContent => "the message was sent",
        ClientState.Finishing => "the server was to answer the message",
        ClientState.Resetting => "the server was to answer RSET",
        ClientState.Quitting or ClientState.Closed => "the session ended",
        _ => throw new InvalidOperationException($"No words for the state {state.GetType().Name}."),
    };

    private static SendingSettings SettingsOf(ClientState state) => state switch
    {
        ClientState.Opening at => at.Channel.Settings,
        ClientState.Greeting at => at.Channel.Settings,
        ClientState.Hello at => at.Channel.Settings,
        ClientState.PlainHello at => at.Channel.Settings,
        ClientState.AskingTls at => at.Channel.Settings,
        ClientState.StartingTls at => at.Channel.Settings,
        ClientState.LoggingIn at => at.Hop.Settings,
        ClientState.Idle at => at.Hop.Settings,
        ClientState.Transacting at => at.Hop.Settings,
        ClientState.Resetting at => at.Hop.Settings,
        ClientState.Quitting at => at.Settings,
        _ => throw new InvalidOperationException($"No settings in the state {state.GetType().Name}."),
    };
}
