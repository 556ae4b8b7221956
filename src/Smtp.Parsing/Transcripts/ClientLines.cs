using System.Text;
using Smtp.Domain.Mail;

namespace Smtp.Parsing.Transcripts;

/// <summary>Reads the lines that say what a client sends.</summary>
internal static class ClientLines
{
    private static readonly Seq<byte> Crlf = new([(byte)'\r', (byte)'\n']);

    /// <summary><c>C: text</c>, with its macros; CRLF is added.</summary>
    public static Either<Flaw, Seq<Piece>> Text(string line)
    {
        Seq<Piece> pieces = [];
        var at = Math.Min(3, line.Length);
        while (at < line.Length)
        {
            var open = line.IndexOf('{', at);
            var macro = open < 0 ? null : Macro(line, open);
            if (macro is null)
            {
                // A brace that begins no macro is only a brace.
                var end = open < 0 ? line.Length : open + 1;
                pieces = pieces.Add(new Piece.Octets(Utf8(line[at..end])));
                at = end;
                continue;
            }
            if (open > at) pieces = pieces.Add(new Piece.Octets(Utf8(line[at..open])));
            at = open;
            switch ((macro == "b64" ? Base64(line, ref at) : Id(line, ref at)).Case)
            {
                case Flaw flaw: return flaw;
                case Piece piece: pieces = pieces.Add(piece); break;
            }
        }
        return pieces.Add(new Piece.Octets(Crlf));
    }

    /// <summary><c>C" raw"</c>: nothing is added.</summary>
    public static Either<Flaw, Seq<Piece>> Raw(string line)
    {
        var at = 3;
        var quoted = Spelling.Quoted(line, ref at);
        if (quoted.Case is Flaw flaw) return flaw;
        if (at < line.Length) return new Flaw(at + 1, "nothing may follow the closing quote");
        return Pieces(new Piece.Octets((Seq<byte>)quoted.Case));
    }

    /// <summary><c>C# 00 ff</c>.</summary>
    public static Either<Flaw, Seq<Piece>> Hex(string line)
    {
        var octets = new List<byte>();
        for (var at = 3; at < line.Length; at += 3)
        {
            if (at + 1 >= line.Length || !char.IsAsciiHexDigit(line[at]) || !char.IsAsciiHexDigit(line[at + 1]))
                return new Flaw(at + 1, "octets are written as two hexadecimal digits each");
            if (at + 2 < line.Length && line[at + 2] != ' ') return new Flaw(at + 3, "octets are separated by one space");
            octets.Add(Convert.ToByte(line.Substring(at, 2), 16));
        }
        return Pieces(new Piece.Octets(Spelling.Octets(octets)));
    }

    /// <summary><c>C* 100MiB "x"</c>, <c>C* 20 times "NOOP\r\n"</c>.</summary>
    public static Either<Flaw, Seq<Piece>> Repeated(string line)
    {
        var open = line.IndexOf('"', StringComparison.Ordinal);
        if (open < 0) return new Flaw(line.Length + 1, "a repetition is written C* 100MiB \"x\" or C* 20 times \"x\"");
        var at = open + 1;
        var quoted = Spelling.Quoted(line, ref at);
        if (quoted.Case is Flaw flaw) return flaw;
        if (at < line.Length) return new Flaw(at + 1, "nothing may follow the closing quote");
        var pattern = (Seq<byte>)quoted.Case;
        if (pattern.IsEmpty) return new Flaw(open + 1, "there is nothing to repeat");
        long? size = line[3..open].Split(' ') switch
        {
            [var count, "times", ""] when Spelling.Number(count) is { } times and <= int.MaxValue => times * pattern.Count,
            [var octets, ""] => Spelling.Size(octets),
            _ => null,
        };
        if (size is null) return new Flaw(4, "how much is written 1000, 64KiB, 100MiB, 1GiB or 20 times");
        return Pieces(new Piece.Repeated(pattern, size.Value));
    }

    /// <summary><c>C= 1234 octets sha256:HEX</c>, and how it ended where it is not whole.</summary>
    public static Either<Flaw, Seq<Piece>> Folded(string line)
    {
        var words = line[3..].Split(' ');
        if (Spelling.Number(words[0]) is not { } octets) return new Flaw(4, "how much content is folded is a number: C= 1234 octets");
        var at = 4 + words[0].Length + 1;
        if (words is not [_, "octets", ..]) return new Flaw(at, "folded content is counted in octets: C= 1234 octets");
        at += "octets ".Length;
        var rest = words[2..];
        var digest = Option<string>.None;
        if (rest is [['s', 'h', 'a', '2', '5', '6', ':', .. var hex], ..])
        {
            if (hex.Length != 64 || !hex.All(char.IsAsciiHexDigit)) return new Flaw(at, "a digest is sha256: and 64 hexadecimal digits");
            digest = hex;
            at += rest[0].Length + 1;
            rest = rest[1..];
        }
        FoldedEnd? end = rest switch
        {
            [] => new FoldedEnd.Whole(),
            ["as", var meant] when Spelling.Number(meant) is { } size => new FoldedEnd.Whole(size),
            ["refused", "too-big"] => new FoldedEnd.Refused(BodyFault.TooBig),
            ["refused", "bare-line-ending"] => new FoldedEnd.Refused(BodyFault.BareLineEnding),
            ["refused", "line-too-long"] => new FoldedEnd.Refused(BodyFault.LineTooLong),
            ["refused", "no-storage"] => new FoldedEnd.Refused(BodyFault.NoStorage),
            ["unfinished"] => new FoldedEnd.Unfinished(),
            _ => null,
        };
        if (end is null)
            return new Flaw(at, "behind its size and sha256:HEX, folded content is refused too-big, bare-line-ending, line-too-long or "
                + "no-storage, or is unfinished, or is whole as 1234, which is its size as meant");
        return Pieces(new Piece.Folded(octets, digest, end));
    }

    private static string? Macro(string line, int open) =>
        string.CompareOrdinal(line, open, "{b64:", 0, 5) == 0 ? "b64"
        : string.CompareOrdinal(line, open, "{id:", 0, 4) == 0 ? "id"
        : null;

    private static Either<Flaw, Piece> Base64(string line, ref int at)
    {
        var open = at;
        var text = new StringBuilder();
        for (at += 5; at < line.Length && line[at] != '}'; at++)
        {
            if (line[at] != '\\') text.Append(line[at]);
            else if (at + 1 < line.Length && line[at + 1] is '0' or '\\' or '}') text.Append(line[++at] == '0' ? '\0' : line[at]);
            else return new Flaw(at + 1, @"an escape inside {b64:…} is one of \0 \\ and \}");
        }
        if (at >= line.Length) return new Flaw(open + 1, "the macro {b64:…} has no closing brace");
        at++;
        return new Piece.Octets(Utf8(Convert.ToBase64String(Encoding.UTF8.GetBytes(text.ToString()))));
    }

    private static Either<Flaw, Piece> Id(string line, ref int at)
    {
        var open = at;
        var close = line.IndexOf('}', open);
        if (close < 0 || Spelling.Number(line[(open + 4)..close]) is not (> 0 and <= int.MaxValue and var ordinal))
            return new Flaw(open + 1, "the macro {id:N} takes a number from 1");
        at = close + 1;
        return new Piece.Id((int)ordinal);
    }

    private static Seq<Piece> Pieces(Piece piece) => Prelude.Seq1(piece);

    private static Seq<byte> Utf8(string text) => new(Encoding.UTF8.GetBytes(text));
}
