using Smtp.Domain.Protocol;

namespace Smtp.Domain.Sending;

/// <summary>A client's SMTP or LMTP session: every transition, on one page. The dual of <see cref="Receiving.Session"/>.</summary>
/// <remarks>
/// <para>Rule 1: a session changes only here. The rules called below say what a step means; none of them calls another
/// transition.</para>
/// <para>Rule 2: <see cref="Step"/> is total, pure and deterministic.</para>
/// <para>Rule 3: every recipient of every message given gets exactly one outcome, in the <see cref="ClientState.Settled"/> state
/// that follows, whatever the server does.</para>
/// </remarks>
public static class ClientSession
{
    /// <summary>A connection to a server is there.</summary>
    public static (ClientState State, Seq<Command> Commands) Open(SendingSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var channel = new Channel(settings, None, false);
        return (settings.ImplicitTls ? new ClientState.Opening(channel) : new ClientState.Greeting(channel), []);
    }

    /// <summary>There is no connection to a server, and this is why.</summary>
    public static ClientState.Closed Unreachable(Diagnosis why) =>
        new(ClientEnding.Lost, new Outcome.Deferred(why), None);

    /// <summary>Something has happened: the server spoke, or the shell reports what the state wanted.</summary>
    public static (ClientState State, Seq<Command> Commands) Step(ClientState state, Event happened) => happened switch
    {
        _ when state is ClientState.Closed at => Leaving.Over(at, happened),
        _ when state is ClientState.Quitting at => Leaving.Gone(at, happened),
        Event.Lost => Leaving.Lost(state),
        Event.TimedOut => Leaving.TimedOut(state),
        Event.Unreadable unreadable => Leaving.Unreadable(state, unreadable.Fault),
        Event.Stopping => Leaving.Stopping(state),
        // 421 can stand in for any reply, and says that the channel closes (RFC 5321 §3.8).
        Event.Replied { Reply: { Code.Value: 421 } reply } => Leaving.Dismissed(state, reply),
        _ => state switch
        {
            ClientState.Opening at => happened switch
            {
                Event.TlsStarted tls => Introductions.Encrypted(at, tls),
                Event.TlsFailed failed => Introductions.NotEncrypted(at, at.Channel, failed.Text),
                _ => Leaving.Confused(state),
            },
            ClientState.Greeting at => happened switch
            {
                Event.Replied said => Introductions.Greeted(at, said.Reply),
                _ => Leaving.Confused(state),
            },
            ClientState.Hello at => happened switch
            {
                Event.Replied said => Introductions.Answered(at, said.Reply),
                _ => Leaving.Confused(state),
            },
            ClientState.PlainHello at => happened switch
            {
                Event.Replied said => Introductions.Answered(at, said.Reply),
                _ => Leaving.Confused(state),
            },
            ClientState.AskingTls at => happened switch
            {
                Event.Replied said => Introductions.MayEncrypt(at, said.Reply),
                _ => Leaving.Confused(state),
            },
            ClientState.StartingTls at => happened switch
            {
                Event.TlsStarted tls => Introductions.Encrypted(at, tls),
                Event.TlsFailed failed => Introductions.NotEncrypted(at, at.Channel, failed.Text),
                _ => Leaving.Confused(state),
            },
            ClientState.LoggingIn at => happened switch
            {
                Event.Replied said => Logins.Answered(at, said.Reply),
                _ => Leaving.Confused(state),
            },
            ClientState.Idle at => happened switch
            {
                Event.Give message => Transfers.Begin(at, message.Message),
                Event.NoMore => Leaving.Quit(at),
                _ => Leaving.Confused(state),
            },
            ClientState.Mailing at => happened switch
            {
                Event.Replied said => Transfers.SenderDecided(at, said.Reply),
                _ => Leaving.Confused(state),
            },
            ClientState.Addressing at => happened switch
            {
                Event.Replied said => Transfers.RecipientDecided(at, said.Reply),
                _ => Leaving.Confused(state),
            },
            ClientState.AskingToSend at => happened switch
            {
                Event.Replied said => Transfers.DataDecided(at, said.Reply),
                _ => Leaving.Confused(state),
            },
            ClientState.SendingContent at => happened switch
            {
                Event.ContentSent => (new ClientState.Finishing(at.Hop, at.Transaction, 0), []),
                Event.Replied said => Transfers.BrokenOff(at, said.Reply),
                Event.ContentFailed failed => Leaving.WithoutContent(at, failed.Text),
                _ => Leaving.Confused(state),
            },
            ClientState.Finishing at => happened switch
            {
                Event.Replied said => Transfers.Finished(at, said.Reply),
                _ => Leaving.Confused(state),
            },
            ClientState.Resetting at => happened switch
            {
                Event.Replied said => Transfers.Reset(at, said.Reply),
                _ => Leaving.Confused(state),
            },
            _ => throw new InvalidOperationException($"No rule for the state {state.GetType().Name}."),
        },
    };
}
