using Smtp.Domain.Delivering;
using Smtp.Domain.Sending;

namespace Smtp.Simulation;

/// <summary>The queue: one delivery for each recipient elsewhere, each with a life of its own.</summary>
internal sealed partial class Machine
{
    // A clock may jump meanwhile: nobody waits longer than that without looking at it.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(30);

    private readonly List<Job> _jobs = [];
    private readonly List<Attempt> _open = [];
    private readonly System.Collections.Generic.HashSet<int> _withoutTls = [];
    private int _alarm;

    /// <summary>The next message for a server, with those of its recipients that are due; null where there is none.</summary>
    public (Attempt Attempt, Outgoing Outgoing)? Next(int hop, int connection)
    {
        var first = _jobs.Find(job => IsReady(job) && HopOf(job) == hop);
        if (first is null) return null;
        var jobs = _jobs.FindAll(job => job.Message.Id == first.Message.Id && IsReady(job) && HopOf(job) == hop);
        foreach (var job in jobs) job.IsLeased = true;
        var (message, letter) = (first.Message, first.Message.Letter);
        var attempt = new Attempt(message, [.. jobs.Select(job => job.Recipient)], connection);
        _open.Add(attempt);
        var recipients = Prelude.toSeq(jobs).Map(job => message.Envelope.Recipients[job.Recipient]).Strict();
        return (attempt, new Outgoing(message.Envelope with { Recipients = recipients }, message.Content.Length, letter.Facts));
    }

    /// <summary>Writes down what became of an attempt.</summary>
    public void Settle(Attempt attempt, Seq<Outcome> outcomes)
    {
        // Without room nothing is written; it is tried again, and nothing is forgotten meanwhile.
        if (World.Plan.Strikes(Fault.DiskFull))
        {
            World.After(TimeSpan.FromSeconds(2), this, () => Settle(attempt, outcomes));
            return;
        }
        List<Job> settled = [];
        for (var i = 0; i < attempt.Recipients.Length; i++)
        {
            var job = _jobs.Find(one => one.Message.Id == attempt.Message.Id && one.Recipient == attempt.Recipients[i]);
            if (job is null) continue;
            Step(job, new DeliveryEvent.Attempted(Time, outcomes[i], World.Random.Fraction(), Final: true));
            settled.Add(job);
        }
        Disk.Sync(() =>
        {
            attempt.IsBooked = true;
            foreach (var job in settled) job.IsLeased = false;
            _jobs.RemoveAll(job => job.State.IsEnd && !job.IsLeased);
            Attend();
        });
    }

    /// <summary>Looks at what is due, and at when something will be.</summary>
    public void Attend()
    {
        var changed = false;
        foreach (var job in _jobs)
        {
            if (job.IsLeased || job.State.Wakes(Schedule).Case is not DateTimeOffset wakes || wakes > Time) continue;
            changed |= Step(job, new DeliveryEvent.Passed(Time));
        }
        if (changed) Disk.Sync(Attend);
        // What has ended is forgotten only once the disk knows.
        List<int> hops = [];
        foreach (var job in _jobs) if (IsReady(job) && !hops.Contains(HopOf(job))) hops.Add(HopOf(job));
        foreach (var hop in hops) if (!_sending.Exists(side => side.Hop == hop)) Dial(hop);
        SetAlarm();
    }

    /// <summary>A connection is over.</summary>
    /// <param name="side">Its client's side.</param>
    /// <param name="withoutTls">Whether it is to be tried again without TLS.</param>
    public void Left(ClientSide side, bool withoutTls)
    {
        _sending.Remove(side);
        if (withoutTls) _withoutTls.Add(side.Hop);
        World.After(TimeSpan.FromMilliseconds(5), this, Attend);
    }

    private void Dial(int hop)
    {
        var server = World.Machines[hop];
        var random = World.Random;
        var settings = new SendingSettings
        {
            HostName = Settings.HostName,
            Dialect = server.Settings.Role == Domain.Receiving.Role.Lmtp ? Dialect.Lmtp : Dialect.Smtp,
            ImplicitTls = server.Settings.Tls == Domain.Receiving.TlsMode.Implicit,
            Tls = _withoutTls.Remove(hop) ? TlsUse.None
                : server.Settings.Tls == Domain.Receiving.TlsMode.None ? random.Of(TlsUse.None, TlsUse.Opportunistic)
                : random.Of(TlsUse.Opportunistic, TlsUse.Opportunistic, TlsUse.Required),
            Chunks = random.Of(ChunkUse.WhenNeeded, ChunkUse.WhenOffered),
            Remote = $"s{hop}.example",
        };
        ClientSide? side = null;
        if (World.Connect(hop, link => side = new ClientSide(this, hop, link, settings)) is null)
        {
            var why = Diagnosis.Here("4.4.1", "Nobody is there", settings.Remote);
            while (Next(hop, -1) is { } next) Settle(next.Attempt, next.Outgoing.Envelope.Recipients.Map(_ => (Outcome)new Outcome.Deferred(why)).Strict());
            return;
        }
        _sending.Add(side!);
        World.After(TimeSpan.FromMilliseconds(1), this, side!.Begin);
    }

    private void Take(Entry.Message message)
    {
        for (var i = 0; i < message.Envelope.Recipients.Count; i++)
        {
            var recipient = message.Envelope.Recipients[i];
            if (!IsLocal(recipient)) _jobs.Add(new Job(message, i) { State = Delivery.Open(Wishes.Of(message.Envelope.From, recipient), message.Arrived) });
        }
    }

    private bool Step(Job job, DeliveryEvent happened)
    {
        var before = job.State;
        (job.State, var notices) = Delivery.Step(Schedule, before, happened);
        World.Check(Law.Folds, Delivery.Step(Schedule, before, happened) == (job.State, notices), -1, "A delivery's step has two outcomes.");
        if (job.State == before) return false;
        Disk.Write(new Entry.Settled(job.Message.Id, job.Recipient, job.State, notices));
        return true;
    }

    private int HopOf(Job job) => HopOf(job.Message.Envelope.Recipients[job.Recipient]);

    private bool IsReady(Job job) => !job.IsLeased && job.State is DeliveryState.Waiting waiting && waiting.Due <= Time;

    private void SetAlarm()
    {
        var wait = LongestSleep;
        var any = false;
        foreach (var job in _jobs)
        {
            // What is due waits for a connection, and whoever has that looks here again.
            if (job.IsLeased || IsReady(job) || job.State.Wakes(Schedule).Case is not DateTimeOffset wakes) continue;
            any = true;
            if (wakes - Time < wait) wait = wakes - Time;
        }
        if (!any) return;
        var alarm = ++_alarm;
        World.After(wait < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : wait, this, () => { if (_alarm == alarm) Attend(); });
    }

    private sealed class Job(Entry.Message message, int recipient)
    {
        public Entry.Message Message => message;

        public int Recipient => recipient;

        public required DeliveryState State { get; set; }

        /// <summary>Whether it is on its way, or what became of it is not synced.</summary>
        public bool IsLeased { get; set; }
    }
}
