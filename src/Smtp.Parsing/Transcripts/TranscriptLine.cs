using System.Net;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Domain.Sending;

namespace Smtp.Parsing.Transcripts;

/// <summary>One line of a transcript: prose, input (kept when it is run) or output (made anew when it is run).</summary>
public abstract record TranscriptLine
{
    private TranscriptLine(int number, string source)
    {
        Number = number;
        Source = source;
    }

    /// <summary>The line's number in its file, from 1.</summary>
    public int Number { get; init; }

    /// <summary>The line as it is written, without its line end.</summary>
    public string Source { get; init; }

    /// <inheritdoc/>
    public sealed override string ToString() => Source;

    /// <summary>An empty line.</summary>
    public sealed record Blank(int Number) : TranscriptLine(Number, "");

    /// <summary><c># …</c>: prose.</summary>
    public sealed record Prose(int Number, string Source) : TranscriptLine(Number, Source);

    /// <summary><c>given …</c>: a setting or a fact; what all of them mean together is in
    /// <see cref="Transcript.Givens"/>.</summary>
    public sealed record Given(int Number, string Source) : TranscriptLine(Number, Source);

    /// <summary><c>== name [ip]</c>: opens a session, or switches to one that is open.</summary>
    /// <param name="Number">The line's number.</param>
    /// <param name="Source">The line.</param>
    /// <param name="Name">The session's name.</param>
    /// <param name="Client">The client's address, where the line gives one.</param>
    public sealed record Session(int Number, string Source, string Name, Option<IPAddress> Client)
        : TranscriptLine(Number, Source);

    /// <summary><c>C: …</c>, <c>C" …"</c>, <c>C# …</c>, <c>C* …</c>, <c>C= …</c>: the client sends octets.</summary>
    /// <param name="Number">The line's number.</param>
    /// <param name="Source">The line.</param>
    /// <param name="Pieces">The octets.</param>
    public sealed record Sends(int Number, string Source, Seq<Piece> Pieces) : TranscriptLine(Number, Source);

    /// <summary><c>C.</c>: the client ends its side; what it sent before still counts.</summary>
    public sealed record Ends(int Number) : TranscriptLine(Number, "C.");

    /// <summary><c>C!</c>: the client resets the connection, or is gone.</summary>
    public sealed record Resets(int Number) : TranscriptLine(Number, "C!");

    /// <summary><c>! …</c>: the answer to a question; absent for <c>! no answer</c>, which leaves the question open.</summary>
    /// <param name="Number">The line's number.</param>
    /// <param name="Source">The line.</param>
    /// <param name="Verdict">The answer.</param>
    public sealed record Answers(int Number, string Source, Option<Verdict> Verdict) : TranscriptLine(Number, Source);

    /// <summary><c>! stopping</c>: the host shuts down.</summary>
    public sealed record Stops(int Number) : TranscriptLine(Number, "! stopping");

    /// <summary><c>~ tls 1.3</c>, <c>~ tls fails</c>: how the TLS handshake went.</summary>
    /// <param name="Number">The line's number.</param>
    /// <param name="Source">The line.</param>
    /// <param name="Tls">The TLS layer; absent where the handshake failed.</param>
    public sealed record Handshake(int Number, string Source, Option<TlsFacts> Tls) : TranscriptLine(Number, Source);

    /// <summary><c>+5m</c>: the clock goes on.</summary>
    /// <param name="Number">The line's number.</param>
    /// <param name="Source">The line.</param>
    /// <param name="Time">How far.</param>
    public sealed record Passes(int Number, string Source, TimeSpan Time) : TranscriptLine(Number, Source);

    /// <summary>On a client's side, <c>S: …</c> and <c>S" …"</c>: the server sends octets.</summary>
    /// <param name="Number">The line's number.</param>
    /// <param name="Source">The line.</param>
    /// <param name="Octets">The octets.</param>
    public sealed record Says(int Number, string Source, Seq<byte> Octets) : TranscriptLine(Number, Source);

    /// <summary>On a client's side, <c>S.</c>: the server closes the connection.</summary>
    public sealed record ServerEnds(int Number) : TranscriptLine(Number, "S.");

    /// <summary>On a client's side, <c>! message …</c>: a message to be handed over.</summary>
    /// <param name="Number">The line's number.</param>
    /// <param name="Source">The line.</param>
    /// <param name="Message">The message.</param>
    public sealed record Gives(int Number, string Source, Outgoing Message) : TranscriptLine(Number, Source);

    /// <summary>On a client's side, <c>! no more</c>: there is no other message.</summary>
    public sealed record NoMore(int Number) : TranscriptLine(Number, "! no more");

    /// <summary><c>S: …</c>, <c>S" …"</c>, <c>S.</c>, <c>? …</c>, <c>=&gt; …</c>, <c>!! …</c>: what came of it.</summary>
    public sealed record Output(int Number, string Source) : TranscriptLine(Number, Source);
}

/// <summary>A piece of what a client sends.</summary>
public abstract record Piece
{
    private Piece() { }

    /// <summary>Octets as they are.</summary>
    public sealed record Octets(Seq<byte> Value) : Piece;

    /// <summary><c>{id:N}</c>: the id of the Nth message that was accepted, from 1.</summary>
    public sealed record Id(int Ordinal) : Piece;

    /// <summary>A pattern over and over, never held in memory as a whole.</summary>
    /// <param name="Pattern">At least one octet.</param>
    /// <param name="Size">How many octets in all; the last repetition may be cut.</param>
    public sealed record Repeated(Seq<byte> Pattern, long Size) : Piece;

    /// <summary><c>C= 1234 octets</c>: content that is known by its size alone: that of a DATA as meant, that of a BDAT chunk on
    /// the wire.</summary>
    /// <param name="Size">How many octets.</param>
    /// <param name="Sha256">Their SHA-256 digest, 64 hexadecimal digits, for people and for who has the octets.</param>
    /// <param name="End">How it ended.</param>
    public sealed record Folded(long Size, Option<string> Sha256, FoldedEnd End) : Piece;
}

/// <summary>How folded content ended.</summary>
public abstract record FoldedEnd
{
    private FoldedEnd() { }

    /// <summary>It came whole; <c>as 1236</c>: and so it is meant.</summary>
    /// <param name="Meant">Octets as meant, where they are not as many as on the wire: line ends of chunks that were normalised.</param>
    public sealed record Whole(Option<long> Meant = default) : FoldedEnd;

    /// <summary><c>refused too-big</c>: it came to its end and could not be taken.</summary>
    /// <param name="Fault">Why not.</param>
    public sealed record Refused(BodyFault Fault) : FoldedEnd;

    /// <summary><c>unfinished</c>: its end never came.</summary>
    public sealed record Unfinished : FoldedEnd;
}
