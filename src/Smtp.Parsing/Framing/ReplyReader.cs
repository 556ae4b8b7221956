using Smtp.Domain.Protocol;
using Smtp.Domain.Sending;
using Smtp.Parsing.Grammar;

namespace Smtp.Parsing.Framing;

/// <summary>Reads replies from octets as they come (RFC 5321 §4.2.1). One reader a connection; however the same octets are split
/// over calls, the same comes out.</summary>
/// <remarks>
/// <para>What decides is strict: three digits, a hyphen or a space, the same code on all lines, and limits for all that can
/// grow. A line may end with a lone LF: nothing depends on it. After the first fault nothing more is read, for nobody knows where
/// the next reply begins.</para>
/// <para>An enhanced status code before the text is taken off it (RFC 2034 §4): the first one of the reply counts.</para>
/// </remarks>
/// <param name="limits">How large a reply may be.</param>
public sealed class ReplyReader(ReplyLimits limits)
{
    private readonly List<string> _lines = [];
    private EnhancedStatusCode? _status;
    private int _code;
    private int _octets;
    private ReplyFault? _fault;

    // How many octets of what the caller still holds are known to have no LF: they need no second look.
    private int _searched;

    /// <summary>Whether a reply has begun and is not over.</summary>
    public bool IsWithin => _lines.Count > 0;

    /// <summary>Reads the next reply.</summary>
    /// <param name="input">All octets received and not yet consumed.</param>
    /// <param name="consumed">How many octets of the input are done with, whether or not there was a reply.</param>
    /// <returns>Replied or Unreadable; null where the reply is not whole yet.</returns>
    public Event? TryRead(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        while (_fault is null)
        {
            var rest = input[consumed..];
            var from = Math.Min(_searched, rest.Length);
            var end = rest[from..].IndexOf((byte)'\n');
            if (end < 0)
            {
                _searched = rest.Length;
                // Once not even the next octet could end the line in time, it is too long, whatever comes.
                if (rest.Length < limits.Line) return null;
                _fault = ReplyFault.LineTooLong;
                break;
            }
            var length = from + end + 1;
            _searched = 0;
            consumed += length;
            if (Take(rest[..length]) is { } reply) return new Event.Replied(reply);
        }
        return new Event.Unreadable(_fault.Value);
    }

    /// <summary>Takes a line with its end; the reply, where it was the last one.</summary>
    private Reply? Take(ReadOnlySpan<byte> line)
    {
        _octets += line.Length;
        var text = line.EndsWith("\r\n"u8) ? line[..^2] : line[..^1];
        if (line.Length > limits.Line) _fault = ReplyFault.LineTooLong;
        else if (_octets > limits.Octets || _lines.Count >= limits.Lines) _fault = ReplyFault.TooLong;
        else if (ReplyGrammar.Read(text) is not { } read) _fault = ReplyFault.NoReply;
        else if (_lines.Count > 0 && read.Code != _code) _fault = ReplyFault.CodesDiffer;
        else
        {
            _code = read.Code;
            _status ??= read.Status;
            _lines.Add(read.Text);
            return read.IsLast ? Finish() : null;
        }
        return null;
    }

    private Reply Finish()
    {
        var reply = new Reply(
            new ReplyCode(_code),
            _status is { } status ? Prelude.Some(status) : Option<EnhancedStatusCode>.None,
            new Seq<string>(_lines.ToArray()));
        _lines.Clear();
        (_status, _octets) = (null, 0);
        return reply;
    }
}
