using System.Text;
using Smtp.Domain.Delivering;
using Smtp.Domain.Mail;
using Smtp.Domain.Receiving;

namespace Smtp.Simulation;

/// <summary>A world: machines, the connections between them, a clock, and whatever goes wrong; all of it on one thread and all of it
/// decided by its scenario.</summary>
internal sealed partial class World
{
    /// <summary>When all worlds begin.</summary>
    public static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan FaultsEnd = TimeSpan.FromMinutes(45);
    // Two hops, each waiting at worst for a clock that was three hours ahead, and then for the longest retry, some rounds of it.
    private static readonly TimeSpan Deadline = FaultsEnd + TimeSpan.FromHours(14);

    private const int MostSteps = 200_000;

    private readonly PriorityQueue<Action, (TimeSpan, int)> _events = new();
    private readonly Dictionary<string, Letter> _letters = [];
    private readonly Scenario _scenario;
    private int _scheduled, _steps;

    public World(Scenario scenario, bool record = false)
    {
        (_scenario, IsRecorded) = (scenario, record);
        Random = new Randomness(scenario.Seed, 0);
        Plan = new Plan(scenario);
        Build();
    }

    public Bug Bug => _scenario.Bug;

    public bool IsRecorded { get; }

    public Randomness Random { get; }

    public Plan Plan { get; }

    public TimeSpan Now { get; private set; }

    public List<Machine> Machines { get; } = [];

    public List<Connection> Connections { get; } = [];

    public List<ServerSide> Sessions { get; } = [];

    /// <summary>How often each law was checked.</summary>
    public long[] Checks { get; } = new long[Enum.GetValues<Law>().Length];

    /// <summary>How many deliveries from one machine to another ended well.</summary>
    public int Delivered { get; set; }

    /// <summary>How many were given up and reported.</summary>
    public int Failed { get; set; }

    /// <summary>How many copies there are that a broken connection or a crash left behind.</summary>
    public int Copies { get; set; }

    /// <summary>How many letters there were.</summary>
    public int Letters => _letters.Count;

    /// <summary>Runs to its end.</summary>
    /// <exception cref="LawBrokenException">A law does not hold.</exception>
    public void Run()
    {
        At(FaultsEnd, EndFaults);
        while (_events.TryDequeue(out var happens, out var when))
        {
            Now = when.Item1;
            if (Now > Deadline || ++_steps > MostSteps) break;
            happens();
        }
        Check(Law.Settles, _steps <= MostSteps, -1, "They go on without end.");
        foreach (var session in Sessions) session.Fold();
        new Audit(this).Run();
    }

    public void At(TimeSpan time, Action happens) => _events.Enqueue(happens, (time, _scheduled++));

    /// <summary>Later, unless the machine has crashed meanwhile.</summary>
    public void After(TimeSpan wait, Machine machine, Action happens)
    {
        var life = machine.Life;
        At(Now + wait, () =>
        {
            if (machine.Life == life && !machine.CrashesNow()) happens();
        });
    }

    /// <summary>What must hold here.</summary>
    public void Check(Law law, bool holds, int connection, string otherwise)
    {
        Checks[(int)law]++;
        if (!holds) throw new LawBrokenException(law, otherwise, connection);
    }

    public Letter? Find(string? key) => key is not null && _letters.TryGetValue(key, out var letter) ? letter : null;

    /// <summary>A client connects.</summary>
    /// <returns>Null where nobody is there.</returns>
    public Connection? Connect(int server, Func<Connection, IEnd> client, bool foreign = false)
    {
        var machine = Machines[server];
        if (machine.IsDown) return null;
        var connection = new Connection(this, Connections.Count, server) { IsForeign = foreign };
        Connections.Add(connection);
        connection.ClientEnd = client(connection);
        machine.Accept(connection);
        if (!foreign && Plan.Strikes(Fault.Duplicate))
        {
            var random = Plan.Of(Fault.Duplicate);
            var limit = random.Below(2) == 0 ? int.MaxValue : random.Below(400);
            Ghost? ghost = null;
            if (Connect(server, copy => ghost = new Ghost(copy, connection, limit), foreign: true) is not null) connection.Ghost = ghost;
        }
        return connection;
    }

    /// <summary>A whole message in plaintext, for whoever would take it.</summary>
    public byte[] Evil(int server)
    {
        var hello = Machines[server].Settings.Role == Role.Lmtp ? "LHLO" : "EHLO";
        return Encoding.ASCII.GetBytes(
            $"{hello} evil.example\r\nMAIL FROM:<evil@evil.example>\r\n"
            + $"RCPT TO:<user0@s{server}.example>\r\nDATA\r\nX-Key: evil\r\n\r\nevil\r\n.\r\n");
    }

    private void EndFaults()
    {
        Plan.IsOver = true;
        foreach (var machine in Machines) machine.SetClock(TimeSpan.Zero);
    }

    private void Build()
    {
        var servers = Random.Between(1, 3);
        var senders = Random.Between(1, 2);
        var schedule = new RetrySchedule
        {
            FirstRetry = TimeSpan.FromMinutes(Random.Between(1, 5)),
            LongestRetry = TimeSpan.FromMinutes(30),
            Lifetime = Random.Below(5) == 0 ? TimeSpan.FromMinutes(Random.Between(10, 90)) : TimeSpan.FromDays(5),
            WarnAfter = TimeSpan.FromMinutes(20),
        };
        for (var i = 0; i < servers; i++) Machines.Add(new Machine(this, i, MachineSettings.Random(Random, i), schedule));
        for (var i = 0; i < senders; i++)
        {
            var smarthost = Random.Below(2) == 0 ? Random.Below(servers) : -1;
            // Nobody reaches an LMTP server to have mail passed on.
            if (smarthost >= 0 && Machines[smarthost].Settings.Role == Role.Lmtp) smarthost = -1;
            Machines.Add(new Machine(this, servers + i, MachineSettings.Random(Random, servers + i), schedule) { Smarthost = smarthost });
        }
        var letters = Random.Between(1, 6);
        for (var i = 0; i < letters; i++)
        {
            var (sender, time) = (servers + Random.Below(senders), TimeSpan.FromSeconds(Random.Of(0, 0, 1, 300)));
            var letter = Letter.Random(Random, $"letter-{i}", servers);
            if (i >= _scenario.Letters) continue;
            _letters[letter.Key] = letter;
            At(time, () => Machines[sender].Send(letter));
        }
        for (var i = 0; i < servers; i++)
            if (Machines[i].Settings.Tls != TlsMode.Implicit && Plan.Strikes(Fault.Smuggling)) Smuggle(i);
        foreach (var machine in Machines) At(TimeSpan.FromSeconds(Random.Between(1, 600)), machine.MayJump);
    }

    /// <summary>Two messages for those who take something else than CRLF.CRLF for the end of one.</summary>
    private void Smuggle(int server)
    {
        var random = Plan.Of(Fault.Smuggling);
        var end = random.Of("\n.\n", "\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r\n.\r", "\r\n\0.\r\n", "\n.\r\r\n");
        var hello = Machines[server].Settings.Role == Role.Lmtp ? "LHLO" : "EHLO";
        var to = $"user0@s{server}.example";
        var key = $"rogue-{server}";
        var meant = $"X-Key: {key}\r\n\r\nhello{end}MAIL FROM:<smuggled@rogue.example>\r\nRCPT TO:<{to}>\r\nDATA\r\nX-Key: smuggled\r\n\r\nhello\r\n";
        var says = $"{hello} rogue.example\r\nMAIL FROM:<rogue@rogue.example>\r\nRCPT TO:<{to}>\r\nDATA\r\n";
        var envelope = new Envelope(
            new ReversePath.Of(Letter.Address("rogue", "rogue.example")), MailOptions.None,
            Prelude.Seq1(Recipient.Of(new ForwardPath.Of(Letter.Address("user0", $"s{server}.example")))));
        // Whoever mends line ends stores this; whoever refuses them, and there are some in all of these but one, stores nothing.
        _letters[key] = new Letter(key, envelope, Mend(meant));
        var (first, then) = (Encoding.Latin1.GetBytes(says), Encoding.Latin1.GetBytes($"{meant}.\r\nQUIT\r\n"));
        At(TimeSpan.FromSeconds(1), () => Connect(server, link => new Rogue(link, first, then), foreign: true));
    }

    /// <summary>What content with lone CRs and LFs was meant to be, told in another way than the decoder does.</summary>
    private static byte[] Mend(string content)
    {
        var lines = content.Split("\r\n").Select(line => line.StartsWith('.') ? line[1..] : line);
        var unstuffed = string.Join('\u0100', lines);
        return Encoding.Latin1.GetBytes(unstuffed.Replace('\r', '\u0100').Replace('\n', '\u0100').Replace("\u0100", "\r\n", StringComparison.Ordinal));
    }
}
