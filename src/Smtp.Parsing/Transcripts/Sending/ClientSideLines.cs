using System.Text;
using Smtp.Domain.Sending;

namespace Smtp.Parsing.Transcripts.Sending;

/// <summary>Reads the lines that mean something else where the conversation is the client's: the server's are input, its own are
/// output.</summary>
internal static class ClientSideLines
{
    /// <param name="number">The line's number.</param>
    /// <param name="line">The line.</param>
    /// <param name="otherwise">Reads lines that mean the same on both sides.</param>
    public static Either<Flaw, TranscriptLine> Read(int number, string line, Func<int, string, Either<Flaw, TranscriptLine>> otherwise)
    {
        const string message = "! message ";
        var unverified = line is "~ tls 1.3 unverified" or "~ tls 1.2 unverified";
        var common = otherwise(number, unverified ? line[..^" unverified".Length] : IsOwn(line) ? "" : line);
        if (common.IsLeft) return common;
        return line switch
        {
            "S:" => new TranscriptLine.Says(number, line, Octets("\r\n")),
            ['S', ':', ' ', .. var text] => new TranscriptLine.Says(number, line, Octets(text + "\r\n")),
            ['S', '"', ' ', ..] => Raw(number, line),
            "S." => new TranscriptLine.ServerEnds(number),
            "! no more" => new TranscriptLine.NoMore(number),
            _ when line.StartsWith(message, StringComparison.Ordinal) => MessageLine.Read(line[message.Length..], message.Length + 1).Case switch
            {
                Outgoing outgoing => new TranscriptLine.Gives(number, line, outgoing),
                Flaw flaw => flaw,
                _ => throw new InvalidOperationException("A line is a message or none."),
            },
            ['C', ':', ..] or ['C', '=', ..] => new TranscriptLine.Output(number, line),
            _ when unverified => new TranscriptLine.Handshake(number, line, ((TranscriptLine.Handshake)common.Case).Tls),
            _ => common,
        };
    }

    // These would be wrong, or something else, on the server's side.
    private static bool IsOwn(string line) =>
        line.StartsWith("! message ", StringComparison.Ordinal) || line is "! no more" or "C:" || line.StartsWith("C: ", StringComparison.Ordinal)
        || line.StartsWith("C= ", StringComparison.Ordinal);

    private static Seq<byte> Octets(string text) => new(Encoding.UTF8.GetBytes(text));

    private static Either<Flaw, TranscriptLine> Raw(int number, string line)
    {
        var at = 3;
        var read = Spelling.Quoted(line, ref at);
        return read.Case is Flaw flaw ? flaw : new TranscriptLine.Says(number, line, (Seq<byte>)read.Case);
    }
}
