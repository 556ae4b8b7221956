using System.Buffers;
using System.Text;
using Pidgin;

namespace Smtp.Parsing.Grammar;

/// <summary>A run of octets found by one vectorised search: what <c>1*atext</c> and its like are made of. One parser a
/// run instead of one an octet keeps a command within a microsecond.</summary>
internal sealed class RunParser<T>(SearchValues<byte> set, Reading<T> reading) : Parser<byte, T>
{
    public override bool TryParse(
        ref ParseState<byte> state, ref PooledList<Expected<byte>> expecteds, out T result)
    {
        var ahead = state.Rest();
        var length = ahead.IndexOfAnyExcept(set);
        if (length < 0) length = ahead.Length;
        var read = reading(ahead[..length], out var value);
        result = value!;
        if (!read) return state.Unexpected();
        state.Advance(length);
        return true;
    }
}

/// <summary>One ASCII word in any case.</summary>
internal sealed class WordParser(string word) : Parser<byte, Pidgin.Unit>
{
    public override bool TryParse(
        ref ParseState<byte> state, ref PooledList<Expected<byte>> expecteds, out Pidgin.Unit result)
    {
        result = Pidgin.Unit.Value;
        if (!Ascii.EqualsIgnoreCase(state.LookAhead(word.Length), word)) return state.Unexpected();
        state.Advance(word.Length);
        return true;
    }
}

internal static class ParseStates
{
    // Far beyond any line; it only has to be a number that nothing can be added to until it overflows.
    private const int Most = 1 << 24;

    public static bool IsAt(this ref ParseState<byte> state, byte octet) => state.HasCurrent && state.Current == octet;

    /// <summary>All that is left; nothing of it is consumed.</summary>
    public static ReadOnlySpan<byte> Rest(this ref ParseState<byte> state) => state.LookAhead(Most);

    public static bool Unexpected(this ref ParseState<byte> state)
    {
        state.SetError(state.HasCurrent ? Maybe.Just(state.Current) : default, !state.HasCurrent, state.Location, null);
        return false;
    }
}
