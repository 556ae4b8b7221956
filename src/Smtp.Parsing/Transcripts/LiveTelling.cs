using System.Text;

namespace Smtp.Parsing.Transcripts;

/// <summary>A live script while it is played: what the client is to send, what was heard, and in the end the transcript of
/// it.</summary>
public sealed class LiveTelling
{
    private readonly LiveScript _script;
    private readonly Dictionary<int, Heard> _heard = [];
    private readonly List<string> _ids = [];
    private readonly Dictionary<string, bool> _chunkIsDue = new(StringComparer.Ordinal);
    private readonly bool _anyTls;

    /// <summary>Begins.</summary>
    public LiveTelling(LiveScript script)
    {
        ArgumentNullException.ThrowIfNull(script);
        _script = script;
        _anyTls = !LiveNeeds.NamesTls(script.Transcript);
    }

    /// <summary>The octets of a step, block by block; text of the same size for content that is folded.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Octets(LiveStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (step.Act is not LiveAct.Send { Pieces: var pieces }) yield break;
        foreach (var piece in pieces)
        {
            foreach (var block in Blocks(piece, step)) yield return block;
            if (piece is Piece.Octets { Value: var said }
                && Encoding.Latin1.GetString(said.ToArray()).Trim() is { Length: > 0 } text)
            {
                var line = text[(text.LastIndexOf('\n') + 1)..];
                _chunkIsDue[step.Session] = line.StartsWith("BDAT ", StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    /// <summary>The server has said something in answer to a step, or closed the connection.</summary>
    /// <param name="step">The step.</param>
    /// <param name="octets">Whole lines.</param>
    /// <param name="closed">Whether the server closed the connection behind them.</param>
    public void Hear(LiveStep step, ReadOnlyMemory<byte> octets, bool closed)
    {
        ArgumentNullException.ThrowIfNull(step);
        var heard = Of(step);
        foreach (var line in Outputs.Lines(octets))
        {
            heard.Lines.Add(line);
            if (LiveReplies.Id(line) is { } id) _ids.Add(id);
        }
        heard.Closed |= closed;
    }

    /// <summary>The rest of a session cannot be played.</summary>
    /// <param name="step">The step that came to nothing.</param>
    /// <param name="why">Why.</param>
    public void GiveUp(LiveStep step, string why) => Of(step).Complaints.Add($"!! {why}");

    /// <summary>The transcript with what was heard in place of what was expected. Lines that say the same, in other names, and
    /// those that no client can see (<c>=&gt;</c>) are as they were.</summary>
    public Transcript Told()
    {
        var lines = new List<TranscriptLine>();
        foreach (var scene in _script.Scenes)
        {
            lines.AddRange(scene.Inputs);
            var old = scene.Rest.OfType<TranscriptLine.Output>().Select(line => line.Source).ToArray();
            lines.AddRange(scene.Retell(_heard.TryGetValue(scene.Index, out var heard) ? Told(old, heard) : old, _ids));
        }
        return _script.Transcript with
        {
            Lines = new Seq<TranscriptLine>(lines.Select((line, index) => line with { Number = index + 1 }).ToArray()),
        };
    }

    private List<string> Told(string[] old, Heard heard)
    {
        var (expected, received) = (LiveReplies.Of(old), LiveReplies.Of(heard.Lines));
        var host = _script.Transcript.Givens.Settings.HostName.ToString();
        var told = new List<string>();
        var reply = 0;
        var within = 0;
        foreach (var line in old)
        {
            if (!LiveReplies.IsReply(line))
            {
                if (line != "S.") told.Add(line);
                continue;
            }
            if (within == 0 && reply < received.Count)
                told.AddRange(LiveReplies.Told(expected[reply], received[reply], host, _ids, _anyTls));
            within++;
            if (within < expected[reply].Count) continue;
            (reply, within) = (reply + 1, 0);
        }
        foreach (var more in received.Skip(expected.Count)) told.AddRange(more);
        if (heard.Closed) told.Add("S.");
        told.AddRange(heard.Complaints);
        return told;
    }

    private Heard Of(LiveStep step)
    {
        if (!_heard.TryGetValue(step.Scene, out var heard)) _heard[step.Scene] = heard = new Heard();
        return heard;
    }

    private IEnumerable<ReadOnlyMemory<byte>> Blocks(Piece piece, LiveStep step)
    {
        var stream = new ClientStream();
        switch (piece)
        {
            case Piece.Octets octets:
                stream.Add(octets.Value.ToArray(), octets.Value.Count);
                break;
            case Piece.Repeated repeated:
                stream.Add(repeated.Pattern.ToArray(), repeated.Size);
                break;
            case Piece.Id { Ordinal: var ordinal } when ordinal <= _ids.Count:
                stream.Add(Encoding.UTF8.GetBytes(_ids[ordinal - 1]), _ids[ordinal - 1].Length);
                break;
            case Piece.Id id:
                GiveUp(step, FormattableString.Invariant(
                    $"only {_ids.Count} messages were accepted, there is no {{id:{id.Ordinal}}}"));
                break;
            case Piece.Folded folded:
                StandIn.Add(stream, folded.Size);
                var whole = folded.End is FoldedEnd.Whole;
                if (whole && !_chunkIsDue.GetValueOrDefault(step.Session)) stream.Add(".\r\n"u8.ToArray(), 3);
                break;
            default:
                throw new InvalidOperationException($"Nobody can send {piece.GetType().Name}.");
        }
        while (!stream.IsEmpty)
        {
            var block = new byte[16 * 1024];
            yield return block.AsMemory(0, stream.Read(block));
        }
    }

    private sealed class Heard
    {
        public List<string> Lines { get; } = [];
        public List<string> Complaints { get; } = [];
        public bool Closed { get; set; }
    }
}
