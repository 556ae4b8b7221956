using System.Net;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Transcripts.Sending;

namespace Smtp.Parsing.Transcripts;

/// <summary>Reads transcripts. What it reads, <see cref="TranscriptWriter"/> writes back exactly.</summary>
public static class TranscriptReader
{
    /// <summary>Reads the text of a <c>.smtp</c> file: lines ended by LF, the first one the title.</summary>
    public static Either<TranscriptError, Transcript> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.StartsWith('#')) return new TranscriptError(1, 1, "the first line is the title: # what the transcript shows");

        var sources = text.Split('\n');
        if (sources[^1].Length > 0)
            return new TranscriptError(sources.Length, sources[^1].Length + 1, "the last line has no line end");

        var givens = Givens.None;
        var client = Option<SendingGivens>.None;
        var sessions = new System.Collections.Generic.HashSet<string>(StringComparer.Ordinal);
        var begun = false;
        var lines = new List<TranscriptLine>();
        for (var number = 1; number < sources.Length; number++)
        {
            var read = client.IsSome ? ClientSideLines.Read(number, sources[number - 1], Line) : Line(number, sources[number - 1]);
            if (read.Case is Flaw wrong) return wrong.At(number);
            var line = (TranscriptLine)read.Case;
            switch (line)
            {
                case TranscriptLine.Given when begun:
                    return new TranscriptError(number, 1, "what is given stands at the top, before anything happens");
                case TranscriptLine.Given { Source: "given side client" }:
                    client = SendingGivens.None;
                    break;
                case TranscriptLine.Given given when client.Case is SendingGivens before:
                    var more = SendingGivenLines.Read(before, given.Source);
                    if (more.Case is Flaw unknown) return unknown.At(number);
                    client = (SendingGivens)more.Case;
                    break;
                case TranscriptLine.Given given:
                    var next = GivenLines.Read(givens, given.Source);
                    if (next.Case is Flaw flaw) return flaw.At(number);
                    givens = (Givens)next.Case;
                    break;
                case TranscriptLine.Session session:
                    if (!sessions.Add(session.Name) && session.Client.IsSome)
                        return new TranscriptError(number, session.Name.Length + 5, "an open session keeps the address it has");
                    begun = true;
                    break;
                case TranscriptLine.Blank or TranscriptLine.Prose:
                    break;
                default:
                    begun = true;
                    break;
            }
            lines.Add(line);
        }
        return new Transcript(new Seq<TranscriptLine>(lines.ToArray()), givens) { Client = client };
    }

    private static TranscriptError At(this Flaw flaw, int line) => new(line, flaw.Column, flaw.Message);

    private static Either<Flaw, TranscriptLine> Line(int number, string line)
    {
        if (Spelling.Unprintable(line) is >= 0 and var hidden)
            return new Flaw(hidden + 1, "a character that nobody can see; C\" …\" and S\" …\" have escapes for it");
        if (line.EndsWith(' '))
            return new Flaw(line.Length, "a space at the end of a line is lost too easily; C\" …\\r\\n\" can say it");
        return line switch
        {
            "" => new TranscriptLine.Blank(number),
            ['#', ..] => new TranscriptLine.Prose(number, line),
            ['g', 'i', 'v', 'e', 'n', ' ', ..] => new TranscriptLine.Given(number, line),
            ['=', '=', ' ', ..] => Session(number, line),
            "C:" or ['C', ':', ' ', ..] => Sends(number, line, ClientLines.Text(line)),
            ['C', '"', ' ', ..] => Sends(number, line, ClientLines.Raw(line)),
            ['C', '#', ' ', ..] => Sends(number, line, ClientLines.Hex(line)),
            ['C', '*', ' ', ..] => Sends(number, line, ClientLines.Repeated(line)),
            ['C', '=', ' ', ..] => Sends(number, line, ClientLines.Folded(line)),
            "C." => new TranscriptLine.Ends(number),
            "C!" => new TranscriptLine.Resets(number),
            "! stopping" => new TranscriptLine.Stops(number),
            "! no answer" => new TranscriptLine.Answers(number, line, Option<Verdict>.None),
            ['!', ' ', .. var answer] => Answers(number, line, answer),
            ['~', ' ', .. var tls] => Handshake(number, line, tls),
            ['+', .. var time] => Spelling.Duration(time) is { } duration
                ? new TranscriptLine.Passes(number, line, duration)
                : new Flaw(2, "a time is written 250ms, 30s, 5m, 2h or 4d"),
            "S:" or "S." or ['S', ':', ' ', ..] or ['?', ' ', ..] or ['=', '>', ' ', ..] or ['!', '!', ' ', ..] =>
                new TranscriptLine.Output(number, line),
            ['S', '"', ' ', ..] => Escaped(number, line),
            _ => new Flaw(
                1, "a line begins with one of # given == C: C\" C# C* C= C. C! ! ~ + (input) or S: S\" S. ? => !! (output)"),
        };
    }

    private static Either<Flaw, TranscriptLine> Sends(int number, string line, Either<Flaw, Seq<Piece>> read) =>
        read.Case is Flaw flaw ? flaw : new TranscriptLine.Sends(number, line, (Seq<Piece>)read.Case);

    private static Either<Flaw, TranscriptLine> Answers(int number, string line, string answer)
    {
        var read = VerdictLines.Read(answer, 3);
        return read.Case is Flaw flaw ? flaw : new TranscriptLine.Answers(number, line, (Verdict)read.Case);
    }

    private static Either<Flaw, TranscriptLine> Escaped(int number, string line)
    {
        var at = 3;
        var read = Spelling.Quoted(line, ref at);
        if (read.Case is Flaw flaw) return flaw;
        if (at < line.Length) return new Flaw(at + 1, "nothing may follow the closing quote");
        return new TranscriptLine.Output(number, line);
    }

    private static Either<Flaw, TranscriptLine> Handshake(int number, string line, string outcome) => outcome switch
    {
        "tls 1.3" => new TranscriptLine.Handshake(number, line, new TlsFacts("TLSv1.3", "TLS_AES_256_GCM_SHA384")),
        "tls 1.2" => new TranscriptLine.Handshake(number, line, new TlsFacts("TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384")),
        "tls fails" => new TranscriptLine.Handshake(number, line, Option<TlsFacts>.None),
        _ => new Flaw(3, "a handshake ends as tls 1.3, tls 1.2 or tls fails"),
    };

    private static Either<Flaw, TranscriptLine> Session(int number, string line) => line[3..].Split(' ') switch
    {
        [{ Length: > 0 } name] => new TranscriptLine.Session(number, line, name, Option<IPAddress>.None),
        [{ Length: > 0 } name, ['[', .. var address, ']']] when IPAddress.TryParse(address, out var client) =>
            new TranscriptLine.Session(number, line, name, client),
        _ => new Flaw(4, "a session is opened by == name or == name [192.0.2.1]"),
    };
}
