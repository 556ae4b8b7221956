namespace Smtp.Simulation;

/// <summary>All that a world is made of. The same scenario is the same world, everywhere and always.</summary>
/// <param name="Seed">Where its random numbers begin.</param>
internal sealed record Scenario(ulong Seed)
{
    /// <summary>The mistake that is made in it.</summary>
    public Bug Bug { get; init; }

    /// <summary>Bit by bit, the faults that may not happen, whatever the seed says.</summary>
    public int Without { get; init; }

    /// <summary>So many faults that would happen first do not.</summary>
    public int FirstFault { get; init; }

    /// <summary>Nor do those from this one on.</summary>
    public int LastFault { get; init; } = int.MaxValue;

    /// <summary>How many letters are sent at most.</summary>
    public int Letters { get; init; } = int.MaxValue;

    public bool Allows(Fault fault) => (Without & (1 << (int)fault)) == 0;

    public Scenario Forbid(Fault fault) => this with { Without = Without | (1 << (int)fault) };
}
