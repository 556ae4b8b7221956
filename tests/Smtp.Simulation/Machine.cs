using Smtp.Domain.Delivering;
using Smtp.Domain.Mail;
using Smtp.Domain.Receiving;

namespace Smtp.Simulation;

/// <summary>A host: it takes mail, keeps it on its disk, and passes on what is for others. It can crash at any moment and begins again
/// with what its disk has.</summary>
internal sealed partial class Machine(World world, int index, Settings settings, RetrySchedule schedule)
{
    private readonly List<ServerSide> _serving = [];
    private readonly List<ClientSide> _sending = [];
    private TimeSpan _clock;
    private int _ids;

    public World World => world;

    public int Index => index;

    public Settings Settings => settings;

    public RetrySchedule Schedule => schedule;

    /// <summary>Where all mail goes; -1 where it goes straight to its recipients' servers.</summary>
    public int Smarthost { get; init; } = -1;

    /// <summary>The messages that 250 was said for.</summary>
    public List<Entry.Message> Promised { get; } = [];

    public Disk Disk => field ??= new Disk(world, this);

    /// <summary>Which life this is: what was to happen in an earlier one does not.</summary>
    public int Life { get; private set; }

    public bool IsDown { get; private set; }

    /// <summary>What its clock shows.</summary>
    public DateTimeOffset Time => World.Epoch + world.Now + _clock;

    /// <summary>A server answers for mail to its own domain.</summary>
    public bool IsLocal(Recipient recipient) => DomainOf(recipient) == index;

    /// <summary>Where a recipient's mail goes from here.</summary>
    public int HopOf(Recipient recipient) => Smarthost >= 0 ? Smarthost : DomainOf(recipient);

    public void Accept(Connection connection)
    {
        var side = new ServerSide(this, connection);
        connection.ServerEnd = side;
        _serving.Add(side);
        world.Sessions.Add(side);
        world.After(TimeSpan.FromMilliseconds(1), this, side.Begin);
    }

    public void Left(ServerSide side) => _serving.Remove(side);

    /// <summary>Somebody on this machine writes a letter. It is on the disk when it is written.</summary>
    public void Send(Letter letter)
    {
        var message = new Entry.Message(++_ids, letter, letter.Envelope, letter.Content, Time, null);
        Disk.Begin(message);
        if (IsDown) return;
        Take(message);
        Attend();
    }

    /// <summary>A message has come: writes it down, and calls back once it is durable.</summary>
    public Entry.Message Store(Letter letter, Envelope envelope, byte[] content, Attempt? attempt, Action then)
    {
        var message = new Entry.Message(++_ids, letter, envelope, content, Time, attempt);
        Disk.Write(message);
        Disk.Sync(() =>
        {
            Take(message);
            Attend();
            then();
        });
        return message;
    }

    /// <summary>Between two steps: does it crash here?</summary>
    public bool CrashesNow()
    {
        if (IsDown || !world.Plan.Strikes(Fault.Crash)) return false;
        Crash();
        return true;
    }

    public void MayJump()
    {
        if (!world.Plan.Strikes(Fault.ClockJump)) return;
        SetClock(TimeSpan.FromSeconds(world.Plan.Of(Fault.ClockJump).Between(-10_800, 10_800)));
    }

    public void SetClock(TimeSpan offset)
    {
        _clock = offset;
        if (!IsDown) Attend();
    }

    private void Crash()
    {
        var random = world.Plan.Of(Fault.Crash);
        Life++;
        IsDown = true;
        Disk.Crash(random);
        foreach (var side in _serving) side.Die();
        foreach (var side in _sending) side.Die();
        _serving.Clear();
        _sending.Clear();
        _jobs.Clear();
        foreach (var attempt in _open) if (!attempt.IsBooked) attempt.IsInterrupted = true;
        _open.Clear();
        world.At(world.Now + TimeSpan.FromSeconds(random.Between(1, 300)), Restart);
    }

    private void Restart()
    {
        IsDown = false;
        foreach (var entry in Disk.Log)
        {
            switch (entry)
            {
                case Entry.Message message:
                    _ids = Math.Max(_ids, message.Id);
                    Take(message);
                    break;
                case Entry.Settled settled:
                    foreach (var job in _jobs)
                        if (job.Message.Id == settled.Of && job.Recipient == settled.Recipient) job.State = Restored(settled.State);
                    break;
            }
        }
        _jobs.RemoveAll(job => job.State.IsEnd);
        Attend();
    }

    // Facts, when it is due and whether it is held are what a store keeps of a delivery.
    private static DeliveryState Restored(DeliveryState state) => state switch
    {
        DeliveryState.Waiting waiting => Delivery.Restore(waiting.Facts, waiting.Due, held: false),
        DeliveryState.Held held => Delivery.Restore(held.Facts, held.Due, held: true),
        _ => state,
    };

    private static int DomainOf(Recipient recipient) =>
        recipient.Path is ForwardPath.Of { Mailbox.Host: HostName.Named { Name.Text: ['s', var digit, ..] } } ? digit - '0' : -1;
}
