namespace Smtp.Simulation;

/// <summary>A machine's disk: a log of what was written, of which a part is synced. A crash leaves what is synced, and of the rest
/// as much as chance will have it: a beginning, in the order in which it was written.</summary>
internal sealed class Disk(World world, Machine machine)
{
    private readonly List<Entry> _log = [];
    private readonly List<(int Upto, Action Then)> _waiting = [];
    private int _synced;
    private bool _syncing;

    public IReadOnlyList<Entry> Log => _log;

    /// <summary>What is there before the world begins.</summary>
    public void Begin(Entry entry)
    {
        _log.Add(entry);
        _synced = _log.Count;
    }

    /// <summary>Writes, without syncing.</summary>
    public void Write(Entry entry) => _log.Add(entry);

    public bool IsSynced(Entry entry)
    {
        for (var i = _synced - 1; i >= 0; i--) if (ReferenceEquals(_log[i], entry)) return true;
        return false;
    }

    /// <summary>Calls back once all that is written now is synced; never, should the machine crash before.</summary>
    public void Sync(Action then)
    {
        _waiting.Add((_log.Count, then));
        if (!_syncing) Begin();
    }

    /// <summary>Power is gone.</summary>
    public void Crash(Randomness random)
    {
        var kept = _synced + random.Below(_log.Count - _synced + 1);
        _log.RemoveRange(kept, _log.Count - kept);
        _synced = kept;
        _waiting.Clear();
        _syncing = false;
    }

    private void Begin()
    {
        _syncing = true;
        var upto = _log.Count;
        var takes = TimeSpan.FromMilliseconds(world.Random.Between(1, 30));
        if (world.Plan.Strikes(Fault.Delay)) takes = TimeSpan.FromSeconds(world.Plan.Of(Fault.Delay).Between(1, 600));
        world.After(takes, machine, () => Done(upto));
    }

    private void Done(int upto)
    {
        _synced = Math.Max(_synced, upto);
        _syncing = false;
        var done = _waiting.FindAll(one => one.Upto <= _synced);
        _waiting.RemoveAll(one => one.Upto <= _synced);
        if (_waiting.Count > 0) Begin();
        var life = machine.Life;
        foreach (var (_, then) in done) if (machine.Life == life) then();
    }
}
