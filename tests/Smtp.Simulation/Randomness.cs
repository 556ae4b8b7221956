using System.Numerics;

namespace Smtp.Simulation;

/// <summary>Random numbers that are the same for a seed on every machine and every version of .NET: xoshiro256** by Blackman and
/// Vigna, begun with SplitMix64.</summary>
/// <remarks>Everything random in a world comes from its one seed. What draws for a purpose of its own has a stream of its own, so that a
/// fault that is left out does not move all the others: that is what lets a failing world be shrunk.</remarks>
internal sealed class Randomness
{
    private ulong _a, _b, _c, _d;

    public Randomness(ulong seed, ulong stream)
    {
        var from = seed ^ (stream * 0xD1342543DE82EF95);
        (_a, _b, _c, _d) = (Split(ref from), Split(ref from), Split(ref from), Split(ref from));
    }

    public ulong Next()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>From 0 to one less than the limit.</summary>
    public int Below(int limit) => (int)Math.BigMul(Next(), (ulong)limit, out _);

    /// <summary>From the first to the last, both counted.</summary>
    public int Between(int first, int last) => first + Below(last - first + 1);

    /// <summary>From 0 to less than 1.</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    public bool Chance(double probability) => Fraction() < probability;

    public T Of<T>(params ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    private static ulong Split(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var mixed = state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
