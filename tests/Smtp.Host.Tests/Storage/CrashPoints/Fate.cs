namespace Smtp.Host.Tests.Storage.CrashPoints;

/// <summary>What becomes of changes that nobody has flushed when the machine stops. A file system may keep any of them, in any
/// order, and any sector of what was written.</summary>
internal abstract record Fate
{
    private const int Sector = 512;

    private Fate() { }

    /// <summary>Whether a name that was given or taken stays so.</summary>
    public abstract bool KeepsName();

    /// <summary>Whether a file stays as long as it was made.</summary>
    public abstract bool KeepsSize();

    /// <summary>The parts of a write that stay.</summary>
    public abstract IEnumerable<(int Start, int Length)> Kept(int octets);

    /// <summary>The program was killed: the system keeps what it was given.</summary>
    public sealed record Killed : Fate
    {
        public override bool KeepsName() => true;
        public override bool KeepsSize() => true;
        public override IEnumerable<(int Start, int Length)> Kept(int octets) => [(0, octets)];
    }

    /// <summary>The power failed, and only what was flushed is there.</summary>
    public sealed record OnlyFlushed : Fate
    {
        public override bool KeepsName() => false;
        public override bool KeepsSize() => false;
        public override IEnumerable<(int Start, int Length)> Kept(int octets) => [];
    }

    /// <summary>The power failed; names reached the disk before what they name.</summary>
    public sealed record NamesFirst : Fate
    {
        public override bool KeepsName() => true;
        public override bool KeepsSize() => true;
        public override IEnumerable<(int Start, int Length)> Kept(int octets) => [];
    }

    /// <summary>The power failed; contents reached the disk before their names.</summary>
    public sealed record ContentsFirst : Fate
    {
        public override bool KeepsName() => false;
        public override bool KeepsSize() => true;
        public override IEnumerable<(int Start, int Length)> Kept(int octets) => [(0, octets)];
    }

    /// <summary>The power failed, and chance decides about every name and every sector.</summary>
    public sealed record Chance(int Seed) : Fate
    {
        private readonly Random _random = new(Seed);
        private readonly double _share = new Random(Seed).NextDouble();

        public override bool KeepsName() => _random.NextDouble() < _share;
        public override bool KeepsSize() => _random.NextDouble() < _share;

        public override IEnumerable<(int Start, int Length)> Kept(int octets)
        {
            // Half of the writes stay whole or go whole; the others are torn.
            if (_random.Next(2) == 0)
            {
                if (_random.NextDouble() < _share) yield return (0, octets);
                yield break;
            }
            for (var start = 0; start < octets; start += Sector)
                if (_random.NextDouble() < _share) yield return (start, Math.Min(Sector, octets - start));
        }

        public override string ToString() => $"Chance {Seed}";
    }
}
