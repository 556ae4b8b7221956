using Smtp.Domain.Mail;
using Smtp.Domain.Receiving;

namespace Smtp.Domain.Protocol;

/// <summary>Everything that can happen to a session: what the client spoke, and what the shell reports of the world.</summary>
public abstract record Command
{
    private Command() { }

    // Spoken: one line each (RFC 5321 §4.1.1 and the extensions' RFCs).

    /// <summary><c>HELO name</c>.</summary>
    public sealed record Helo(HostName Name) : Command;

    /// <summary><c>EHLO name</c>.</summary>
    public sealed record Ehlo(HostName Name) : Command;

    /// <summary><c>LHLO name</c> (RFC 2033 §4.1).</summary>
    public sealed record Lhlo(HostName Name) : Command;

    /// <summary><c>MAIL FROM:&lt;path&gt; parameters</c>; lenient where a space stood before the path.</summary>
    public sealed record Mail(ReversePath From, Seq<Parameter> Parameters, bool Lenient = false) : Command;

    /// <summary><c>RCPT TO:&lt;path&gt; parameters</c>; lenient where a space stood before the path.</summary>
    public sealed record Rcpt(ForwardPath To, Seq<Parameter> Parameters, bool Lenient = false) : Command;

    /// <summary><c>DATA</c>.</summary>
    public sealed record Data : Command;

    /// <summary><c>BDAT size [LAST]</c> (RFC 3030 §2); its octets follow.</summary>
    public sealed record Bdat(long Size, bool Last) : Command;

    /// <summary><c>STARTTLS</c> (RFC 3207).</summary>
    public sealed record StartTls : Command;

    /// <summary><c>AUTH mechanism [initial-response]</c>, the response decoded (RFC 4954 §4).</summary>
    public sealed record Auth(string Mechanism, Option<Secret> Initial) : Command;

    /// <summary>A line of a SASL exchange, decoded.</summary>
    public sealed record SaslResponse(Secret Response) : Command;

    /// <summary><c>*</c> within a SASL exchange.</summary>
    public sealed record SaslCancel : Command;

    /// <summary><c>RSET</c>.</summary>
    public sealed record Rset : Command;

    /// <summary><c>NOOP [anything]</c>.</summary>
    public sealed record Noop : Command;

    /// <summary><c>VRFY string</c>.</summary>
    public sealed record Vrfy(string Name) : Command;

    /// <summary><c>EXPN string</c>.</summary>
    public sealed record Expn(string List) : Command;

    /// <summary><c>HELP [topic]</c>.</summary>
    public sealed record Help : Command;

    /// <summary><c>QUIT</c>.</summary>
    public sealed record Quit : Command;

    /// <summary>A line that is no command.</summary>
    public sealed record Malformed(SyntaxError Error) : Command;

    // Reported: the answer to what the state wanted, or what happened instead.

    /// <summary>The answer to a <see cref="Want.Verdict"/>.</summary>
    public sealed record Answered(Verdict Verdict) : Command;

    /// <summary>The body has come to its end, whole.</summary>
    public sealed record BodyReceived(Body Body) : Command;

    /// <summary>The body has come to its end, and cannot be taken.</summary>
    public sealed record BodyRefused(BodyFault Fault) : Command;

    /// <summary>All octets of a chunk that was not the last have come.</summary>
    public sealed record ChunkReceived : Command;

    /// <summary>The TLS handshake succeeded.</summary>
    public sealed record TlsStarted(TlsFacts Tls) : Command;

    /// <summary>The TLS handshake failed.</summary>
    public sealed record TlsFailed : Command;

    /// <summary>The client sent something where it had to wait: before the greeting, or behind STARTTLS.</summary>
    public sealed record Desynchronised : Command;

    /// <summary>The state's patience is over.</summary>
    public sealed record TimedOut : Command;

    /// <summary>The host shuts down.</summary>
    public sealed record Stopping : Command;

    /// <summary>The client is gone.</summary>
    public sealed record Lost : Command;
}
