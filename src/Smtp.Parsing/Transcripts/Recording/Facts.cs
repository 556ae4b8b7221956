using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Parsing.Transcripts.Recording;

/// <summary>What is known of a session, beside what was said in it.</summary>
internal sealed class Facts
{
    // As many transactions as a session may have where nobody has changed that.
    private const int MostMessages = 1000;

    /// <summary>The client, as it was known last.</summary>
    public Option<Client> Client { get; private set; }

    /// <summary>The TLS layer.</summary>
    public Option<TlsFacts> Tls { get; private set; }

    /// <summary>How the session ended.</summary>
    public Option<Ending> Ending { get; private set; }

    /// <summary>How many messages were accepted.</summary>
    public int Accepted { get; private set; }

    /// <summary>The first of them.</summary>
    public Seq<QueueId> Messages { get; private set; } = [];

    /// <summary>The names that were proven.</summary>
    public Seq<string> Proven { get; private set; } = [];

    /// <summary>A step of the session.</summary>
    public void Learn(State before, Command command, State after)
    {
        switch (after)
        {
            case State.Introduced { Client: var client }:
                Client = client;
                if (client.User.Case is string user) Prove(user);
                break;
            case State.Closed { Ending: var ending }:
                Ending = ending;
                break;
            default:
                // Nobody is known before the greeting, nor after STARTTLS.
                break;
        }
        if (command is Command.TlsStarted started) Tls = started.Tls;
        if (before is State.Accepting && command is Command.Answered { Verdict: var verdict }) Accept(verdict);
    }

    /// <summary>Somebody has proven a name.</summary>
    public void Prove(string user)
    {
        if (!Proven.Contains(user)) Proven = Proven.Add(user);
    }

    private void Accept(Verdict verdict)
    {
        if (verdict is Verdict.Accepted yes) Accept(yes.Id);
        // One message may stand for several recipients.
        if (verdict is Verdict.Each each)
            foreach (var id in each.Verdicts.OfType<Verdict.Accepted>().Select(one => one.Id).Distinct()) Accept(id);
    }

    private void Accept(QueueId id)
    {
        Accepted++;
        if (Messages.Count < MostMessages) Messages = Messages.Add(id);
    }
}
