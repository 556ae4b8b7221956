using Pidgin;

namespace Smtp.Parsing.Grammar;

/// <summary>Two alternatives, and the next octet says which one it is. The grammars of RFC 5321 are made so that nothing has to be
/// tried in vain, and a trial that fails costs more than all that is read.</summary>
internal sealed class ChoiceParser<T>(byte sign, Parser<byte, T> announced, Parser<byte, T> otherwise) : Parser<byte, T>
{
    public override bool TryParse(ref ParseState<byte> state, ref PooledList<Expected<byte>> expecteds, out T result) =>
        (state.IsAt(sign) ? announced : otherwise).TryParse(ref state, ref expecteds, out result!);
}

/// <summary>As many as there are, each announced by the same octet; beyond the most that there may be, none.</summary>
internal sealed class ManyParser<T>(byte sign, Parser<byte, T> one, int most) : Parser<byte, Seq<T>>
{
    public override bool TryParse(ref ParseState<byte> state, ref PooledList<Expected<byte>> expecteds, out Seq<T> result)
    {
        result = [];
        while (state.IsAt(sign))
        {
            if (result.Count == most) return state.Unexpected();
            if (!one.TryParse(ref state, ref expecteds, out var next)) return false;
            result = result.Add(next);
        }
        return true;
    }
}

/// <summary>A path, or null and nothing left of the line: whatever stands there, it is the path that is wrong.</summary>
internal sealed class PathParser<T>(Parser<byte, T?> path) : Parser<byte, T?> where T : class
{
    // RFC 5321 §4.5.3.1.3: 256 octets at most, brackets and route counted.
    private const int MaxOctets = 256;

    public override bool TryParse(ref ParseState<byte> state, ref PooledList<Expected<byte>> expecteds, out T? result)
    {
        var start = state.Location;
        if (!path.TryParse(ref state, ref expecteds, out result))
        {
            result = null;
            state.Advance(state.Rest().Length);
        }
        else if (state.Location - start > MaxOctets) result = null;
        return true;
    }
}
