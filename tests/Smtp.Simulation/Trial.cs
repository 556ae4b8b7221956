namespace Smtp.Simulation;

/// <summary>One world, and what came of it.</summary>
/// <param name="Scenario">What it was made of.</param>
/// <param name="World">The world at its end, or where a law was broken.</param>
/// <param name="Broken">The law that was broken; null where all held.</param>
internal sealed record Trial(Scenario Scenario, World World, LawBrokenException? Broken)
{
    public static Trial Run(Scenario scenario, bool record = false)
    {
        var world = new World(scenario, record);
        try
        {
            world.Run();
            return new Trial(scenario, world, null);
        }
        catch (LawBrokenException broken)
        {
            return new Trial(scenario, world, broken);
        }
    }

    /// <summary>How much goes on in it.</summary>
    private int Size => World.Plan.Struck.Sum() + World.Letters;

    /// <summary>The smallest scenario found in which the same law is broken: without some kinds of faults, with fewer of the rest and
    /// with fewer letters.</summary>
    public Trial Shrink()
    {
        if (Broken is null) return this;
        var best = this;
        for (var goesOn = true; goesOn;)
        {
            goesOn = false;
            foreach (var smaller in Smaller(best))
            {
                var trial = Run(smaller);
                if (trial.Broken?.Law != Broken.Law || trial.Size >= best.Size) continue;
                (best, goesOn) = (trial, true);
                break;
            }
        }
        return best;
    }

    private static IEnumerable<Scenario> Smaller(Trial trial)
    {
        var (scenario, plan) = (trial.Scenario, trial.World.Plan);
        var (first, last) = (scenario.FirstFault, Math.Min(scenario.LastFault, plan.Due));
        foreach (var fault in Enum.GetValues<Fault>()) if (plan.Struck[(int)fault] > 0) yield return scenario.Forbid(fault);
        for (var fewer = last - first; fewer > 0; fewer /= 2)
        {
            yield return scenario with { LastFault = last - fewer };
            yield return scenario with { FirstFault = first + fewer };
        }
        for (var letters = 0; letters < Math.Min(scenario.Letters, 6); letters++) yield return scenario with { Letters = letters };
    }
}
