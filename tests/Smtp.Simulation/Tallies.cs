using System.Diagnostics;
using System.Globalization;

namespace Smtp.Simulation;

/// <summary>What many worlds came to.</summary>
internal sealed class Tallies
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly long[] _checks = new long[Enum.GetValues<Law>().Length];
    private readonly long[] _faults = new long[Plan.Kinds];
    private long _worlds, _letters, _sessions, _delivered, _failed, _copies;

    public long Faults(Fault fault) => _faults[(int)fault];

    public long Checks(Law law) => _checks[(int)law];

    public void Add(World world)
    {
        _worlds++;
        _letters += world.Letters;
        _sessions += world.Connections.Count;
        _delivered += world.Delivered;
        _failed += world.Failed;
        _copies += world.Copies;
        for (var i = 0; i < _checks.Length; i++) _checks[i] += world.Checks[i];
        for (var i = 0; i < _faults.Length; i++) _faults[i] += world.Plan.Struck[i];
    }

    public void Tell(TextWriter output)
    {
        var seconds = _watch.Elapsed.TotalSeconds;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{_worlds} worlds in {seconds:0.0} s, {_worlds / seconds:0} a second; {_letters} letters, {_sessions} sessions; "
            + $"{_delivered} deliveries, {_failed} failures reported, {_copies} copies left by what broke"));
        output.WriteLine("Faults: " + string.Join(", ", Enum.GetValues<Fault>().Select(fault => $"{fault} {_faults[(int)fault]}")));
        output.WriteLine("Checks: " + string.Join(", ", Enum.GetValues<Law>().Select(law => $"{law} {_checks[(int)law]}")));
    }
}
