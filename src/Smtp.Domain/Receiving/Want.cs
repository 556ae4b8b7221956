namespace Smtp.Domain.Receiving;

/// <summary>What a state waits for. The shell satisfies it and reports back with a Command; nothing else is asked of a shell.</summary>
/// <param name="Patience">How long it may take; then the shell reports TimedOut.</param>
public abstract record Want(TimeSpan Patience)
{
    /// <summary>The next line, CRLF at its end, read by the grammar that is due.</summary>
    /// <param name="Kind">A command, or a line of a SASL exchange.</param>
    /// <param name="Limits">How long the line may be, which its verb decides.</param>
    /// <param name="Patience">How long it may take.</param>
    public sealed record Line(LineKind Kind, LineLimits Limits, TimeSpan Patience) : Want(Patience);

    /// <summary>Content up to CRLF.CRLF, dots unstuffed (RFC 5321 §4.1.1.4, §4.5.2): BodyReceived or BodyRefused.</summary>
    /// <param name="Rules">What is taken; content that is not is read to its true end all the same.</param>
    /// <param name="Patience">How long each read may take.</param>
    public sealed record Content(ContentRules Rules, TimeSpan Patience) : Want(Patience);

    /// <summary>The octets of one BDAT chunk (RFC 3030 §2), put behind those before it: ChunkReceived, for the last one
    /// BodyReceived, or BodyRefused once all its octets are read.</summary>
    /// <param name="Size">Exactly how many octets.</param>
    /// <param name="Last">Whether the message ends with them.</param>
    /// <param name="First">Whether the message begins with them.</param>
    /// <param name="Rules">What is taken.</param>
    /// <param name="Patience">How long each read may take.</param>
    public sealed record Chunk(long Size, bool First, bool Last, ContentRules Rules, TimeSpan Patience) : Want(Patience);

    /// <summary>The octets of a chunk that nobody wants, read and forgotten: ChunkReceived.</summary>
    /// <param name="Size">Exactly how many octets.</param>
    /// <param name="Patience">How long each read may take.</param>
    public sealed record Skip(long Size, TimeSpan Patience) : Want(Patience);

    /// <summary>A TLS handshake: TlsStarted or TlsFailed; Desynchronised where plaintext was waiting.</summary>
    public sealed record Handshake(TimeSpan Patience) : Want(Patience);

    /// <summary>An answer: Answered.</summary>
    public sealed record Verdict(Question Question, TimeSpan Patience) : Want(Patience);

    /// <summary>Nothing: the session is over, and the connection closes once the replies are sent.</summary>
    public sealed record Nothing() : Want(TimeSpan.Zero);
}

/// <summary>Which grammar the next line is read by: within a SASL exchange lines are not commands.</summary>
public enum LineKind
{
    /// <summary>A command.</summary>
    Command,

    /// <summary>A line of a SASL exchange: base64, or <c>*</c> (RFC 4954 §4).</summary>
    Sasl,
}

/// <summary>How many octets a line may have, CRLF counted, by what it begins with (RFC 5321 §4.5.3.1.4; each extension
/// adds to its own commands).</summary>
/// <param name="Command">Any command but the following.</param>
/// <param name="Mail">MAIL.</param>
/// <param name="Rcpt">RCPT.</param>
/// <param name="Sasl">AUTH, and the lines of its exchange.</param>
public readonly record struct LineLimits(int Command, int Mail, int Rcpt, int Sasl)
{
    /// <summary>The largest of them: no line of more octets needs to be kept.</summary>
    public int Most => Math.Max(Math.Max(Command, Sasl), Math.Max(Mail, Rcpt));
}

/// <summary>Which content is taken.</summary>
/// <param name="Limit">Most octets of a message, as meant; 0 means no limit.</param>
/// <param name="TextLine">Most octets of a line, CRLF counted; 0 means no limit.</param>
/// <param name="BareLineEndings">What becomes of a lone CR or LF; absent where they mean nothing (BINARYMIME).</param>
public sealed record ContentRules(long Limit, int TextLine, Option<BareLineEndings> BareLineEndings);
