using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;

namespace Smtp.Domain.Receiving;

/// <summary>What a session asks of the world around it. The answer is a <see cref="Verdict"/>.</summary>
public abstract record Question
{
    private Question() { }

    /// <summary>May this client talk to us? Asked before the greeting.</summary>
    public sealed record Connection(Link Link, Option<TlsFacts> Tls) : Question;

    /// <summary>May this sender send?</summary>
    public sealed record Sender(Client Client, ReversePath From, MailOptions Options) : Question;

    /// <summary>Do we take mail for this recipient, from this client? The envelope holds those accepted before it.</summary>
    public sealed record Recipient(Client Client, Envelope Envelope, Mail.Recipient Candidate) : Question;

    /// <summary>Is there room for a message? Asked before its content is sent.</summary>
    /// <param name="Client">Who sends it.</param>
    /// <param name="Envelope">Its envelope, with the size announced.</param>
    public sealed record Room(Client Client, Envelope Envelope) : Question;

    /// <summary>Will you answer for this message? Accepted is a promise: it is durable now.</summary>
    public sealed record Accept(Client Client, Envelope Envelope, Body Body) : Question;

    /// <summary>Are these credentials right?</summary>
    public sealed record Login(Client Client, Credentials Credentials) : Question;
}

/// <summary>What a client shows to prove who it is.</summary>
public abstract record Credentials
{
    private Credentials() { }

    /// <summary>A password, by PLAIN or LOGIN. The answer is Granted or Refused.</summary>
    public sealed record Password(string User, Secret Secret) : Credentials;

    /// <summary>Only a name yet, by SCRAM. The answer is Keys, for an unknown user too, so that nobody can tell.</summary>
    public sealed record Scram(string User) : Credentials;
}
