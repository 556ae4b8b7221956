using System.Globalization;
using System.Text.RegularExpressions;
using Smtp.Host.Web.Pages.Models;

namespace Smtp.Host.Web.Pages.Conversations;

/// <summary>Turns out of the lines of a transcript as they stand: replies go to the commands in their order (RFC 2920 §3.1). There are no
/// states in them; but the envelope is what the commands and their replies have made of it.</summary>
/// <param name="isSending">Whether this host was the client.</param>
internal sealed partial class WrittenTurns(bool isSending)
{
    private const int MostFolded = 400;

    private static readonly string[] Outcomes = ["delivered", "deferred", "failed"];

    private readonly List<TurnModel> _turns = [];
    private readonly Queue<int> _unanswered = [];
    private readonly List<ReplyModel> _reply = [];
    private readonly List<string> _content = [];
    private EnvelopeModel? _envelope;
    private string _at = "";
    private TimeSpan _elapsed;
    private bool _isContent;

    /// <summary>A line of the transcript, behind its title.</summary>
    public void Add(string line)
    {
        if (_isContent && IsContent(line)) return;
        switch (line)
        {
            case "" or ['g', 'i', 'v', 'e', 'n', ' ', ..]: break;
            case ['C', '=', ' ', .. var folded]: Content(folded); break;
            case ['C', ':' or '"' or '#' or '*', ..]: Say(Spoken(line)); break;
            case "S.": Append(Speaker.World, isSending ? "The other host closed the connection" : "The server closed the connection"); break;
            case "S:" or ['S', ':', ' ', ..]: Answer(line.Length > 3 ? line[3..] : ""); break;
            case ['~', ' ', .. var tls]: Append(Speaker.Tls, tls == "tls fails" ? "The TLS handshake failed" : $"Encrypted from here: {tls}"); break;
            case ['+', .. var time]: Pass(time); break;
            case ['=', '>', ' ', .. var outcome] when isSending: Outcome(outcome); break;
            case ['!', ' ', 'm', 'e', 's', 's', 'a', 'g', 'e', ' ', .. var message]: Message(message); break;
            case ['#', ' ', .. var prose]: Append(Speaker.World, prose); break;
            case "C!" or "C.": Append(Speaker.World, "The client went away without a word"); break;
            case "! no more": break;
            default: Append(Speaker.World, line); break;
        }
    }

    /// <summary>All turns.</summary>
    public IReadOnlyList<TurnModel> Finish()
    {
        if (_isContent) Content("content, unfinished");
        return _turns;
    }

    /// <summary>What a line of the client says; content that stands in the transcript line by line is folded.</summary>
    private bool IsContent(string line)
    {
        if (line.Length == 0 || line[0] != 'C' || line.StartsWith("C= ", StringComparison.Ordinal)) return _isContent = false;
        if (line != "C: .")
        {
            if (_content.Count < MostFolded) _content.Add(Spoken(line));
            return true;
        }
        Content("content");
        return true;
    }

    private void Content(string text)
    {
        // The reply to a chunk is the reply to its command (RFC 3030 §2).
        if (_turns is not [.., { Speaker: Speaker.Client } command] || !command.Text.StartsWith("BDAT ", StringComparison.OrdinalIgnoreCase))
            _unanswered.Enqueue(_turns.Count);
        var size = Octets().Match(text);
        if (size.Success && size.Length < text.Length) _content.Add(text[size.Length..].Trim());
        Append(new TurnModel(0, "", Speaker.Content, size.Success ? $"{size.Value} of content" : text) { Folded = [.. _content] });
        _content.Clear();
        _isContent = false;
    }

    private void Say(string text)
    {
        // An empty message is nothing but its end.
        if (text == "." && _unanswered.Count == 0)
        {
            Content("an empty message");
            return;
        }
        _unanswered.Enqueue(_turns.Count);
        Append(Speaker.Client, text);
    }

    private void Answer(string line)
    {
        _reply.Add(TurnBuilder.Line(line));
        if (line.Length > 3 && line[3] == '-') return;
        // Of LMTP's replies to one content, all but the first find nothing that waits (RFC 2033 §4.2).
        if (_unanswered.TryDequeue(out var at)) { }
        else if (_turns.Count > 0 && _turns[^1].Speaker is Speaker.Content) at = _turns.Count - 1;
        else
        {
            at = _turns.Count;
            Append(Speaker.Server, "");
        }
        var turn = _turns[at];
        turn = turn with { Replies = [.. turn.Replies, .. _reply] };
        if (Refusals.OfLine(line, isSending) is { } refusal) turn = turn with { Refusals = [.. turn.Refusals, refusal] };
        else if (line.Length > 0 && line[0] == '2') turn = Grown(turn);
        _turns[at] = turn;
        _isContent = line.StartsWith("354", StringComparison.Ordinal) && turn.Speaker == Speaker.Client;
        _reply.Clear();
    }

    private TurnModel Grown(TurnModel turn)
    {
        var before = _envelope;
        if (Path(turn.Text, "MAIL FROM:") is var (from, options)) (before, _envelope) = (null, new EnvelopeModel(from, options, []));
        else if (_envelope is not null && Path(turn.Text, "RCPT TO:") is var (to, _)) _envelope = _envelope with { To = [.. _envelope.To, to.Trim('<', '>')] };
        return turn with { Grew = GrowthModel.Between(before, _envelope) };
    }

    private static (string Path, string Options)? Path(string command, string verb)
    {
        if (!command.StartsWith(verb, StringComparison.OrdinalIgnoreCase)) return null;
        var rest = command[verb.Length..].TrimStart();
        var end = rest.IndexOf("> ", StringComparison.Ordinal) + 1;
        return end <= 0 ? (rest, "") : (rest[..end], rest[end..].Trim());
    }

    private void Pass(string time)
    {
        // What a client tells of time is only that it ran out.
        if (isSending)
        {
            Append(Speaker.World, "The other host took too long");
            return;
        }
        if (Duration().Match(time) is not { Success: true } match || !double.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var count)) return;
        _elapsed += match.Groups[2].Value switch
        {
            "ms" => TimeSpan.FromMilliseconds(count),
            "s" => TimeSpan.FromSeconds(count),
            "m" => TimeSpan.FromMinutes(count),
            "h" => TimeSpan.FromHours(count),
            _ => TimeSpan.FromDays(count),
        };
        _at = TurnBuilder.At(_elapsed);
    }

    private void Message(string message)
    {
        var to = message.Split(" to=").Length - 1;
        Append(Speaker.World, $"A message for {Words.Count(to, "recipient", "recipients")} is due");
    }

    // "<bob@example.net> delivered: 2.0.0 Ok", or "closed, quit".
    private void Outcome(string outcome)
    {
        var end = outcome.IndexOf("> ", StringComparison.Ordinal) + 2;
        var word = Outcomes.FirstOrDefault(one => end > 1 && outcome.AsSpan(end).StartsWith(one, StringComparison.Ordinal)) ?? "";
        if (word.Length == 0) Append(Speaker.World, outcome.StartsWith("closed, ", StringComparison.Ordinal) ? $"Connection {outcome}" : outcome);
        else Append(new TurnModel(0, "", Speaker.World, ConversationReader.Cut(outcome[..end] + outcome[(end + word.Length)..].TrimStart(':', ' '))) { State = word });
    }

    private void Append(Speaker speaker, string text) => Append(new TurnModel(0, "", speaker, ConversationReader.Cut(text)));

    private void Append(TurnModel turn) => _turns.Add(
        turn with { Number = _turns.Count + 1, At = _at, Elapsed = _at.Length == 0 ? null : _elapsed });

    private static string Spoken(string line) => line switch
    {
        ['C', ':', ' ', .. var text] => text,
        "C:" => "",
        ['C', _, ' ', .. var text] => text,
        _ => line,
    };

    [GeneratedRegex("^[0-9]{1,19} octets", RegexOptions.CultureInvariant)]
    private static partial Regex Octets();

    [GeneratedRegex("^([0-9]{1,6})(ms|s|m|h|d)$", RegexOptions.CultureInvariant)]
    private static partial Regex Duration();
}
