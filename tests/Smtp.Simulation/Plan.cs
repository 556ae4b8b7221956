namespace Smtp.Simulation;

/// <summary>Which faults a world has, and how often: a random subset with random weights, decided by the seed.</summary>
internal sealed class Plan
{
    public static readonly int Kinds = Enum.GetValues<Fault>().Length;

    private readonly Scenario _scenario;
    private readonly Randomness[] _streams = new Randomness[Kinds];
    private readonly double[] _chances = new double[Kinds];

    public Plan(Scenario scenario)
    {
        _scenario = scenario;
        var random = new Randomness(scenario.Seed, 1);
        // One world in sixteen has no faults at all: there, everything must go well.
        var calm = random.Below(16) == 0;
        for (var kind = 0; kind < Kinds; kind++)
        {
            _streams[kind] = new Randomness(scenario.Seed, 100UL + (ulong)kind);
            var weight = Math.Pow(2, random.Between(-2, 2));
            if (random.Below(2) == 0 && !calm) _chances[kind] = Math.Min(0.9, Usual((Fault)kind) * weight);
        }
    }

    /// <summary>How often each fault happened.</summary>
    public int[] Struck { get; } = new int[Kinds];

    /// <summary>How many faults there would have been but for the scenario's first and last.</summary>
    public int Due { get; private set; }

    /// <summary>Whether faults are over.</summary>
    public bool IsOver { get; set; }

    /// <summary>Numbers for the details of a fault.</summary>
    public Randomness Of(Fault fault) => _streams[(int)fault];

    /// <summary>Here the fault could happen: does it?</summary>
    public bool Strikes(Fault fault)
    {
        var kind = (int)fault;
        if (IsOver || _chances[kind] == 0 || !_streams[kind].Chance(_chances[kind])) return false;
        if (!_scenario.Allows(fault)) return false;
        var place = Due++;
        if (place < _scenario.FirstFault || place >= _scenario.LastFault) return false;
        Struck[kind]++;
        return true;
    }

    // Per opportunity, and those are of very different number.
    private static double Usual(Fault fault) => fault switch
    {
        Fault.Cut => 0.03,
        Fault.HalfClose => 0.02,
        Fault.Delay => 0.03,
        Fault.Resegmentation => 0.3,
        Fault.Duplicate => 0.15,
        Fault.Crash => 0.004,
        Fault.DiskFull => 0.08,
        Fault.Deferred => 0.05,
        Fault.TlsFailure => 0.2,
        Fault.ClockJump => 0.1,
        Fault.Injection => 0.25,
        Fault.Smuggling => 0.2,
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };
}
