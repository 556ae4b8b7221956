using System.Diagnostics;
using System.Diagnostics.Metrics;
using Smtp.Domain.Delivering;
using Smtp.Domain.Receiving;
using Smtp.Host.Sending;

namespace Smtp.Host.Telemetry;

/// <summary>Everything that one host counts and times, by the names of docs/telemetry.md. What nobody listens to costs next to
/// nothing: a session that nobody measures has no meter, and a counter without a listener is a test of one field.</summary>
internal sealed class Instruments : IDisposable
{
    /// <summary>The name of the meter and of the source of traces.</summary>
    public const string Name = "Smtp";

    private static readonly double[] SecondsOfSessions = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600];
    private static readonly double[] SecondsOfAttempts = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900];
    private static readonly double[] SecondsOfCommits = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
    private static readonly long[] Batches = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];
    private static readonly long[] Octets =
        [1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20, 16 << 20, 64 << 20, 256 << 20, 1 << 30];

    private readonly Instrument[] _ofSessions;

    /// <param name="name">The name of the meter and of the source, by which listeners find them.</param>
    public Instruments(string name = Name)
    {
        (Meter, Spans) = (new Meter(name), new ActivitySource(name));
        Sessions = Counter("smtp.server.sessions", "{session}", "Sessions begun.");
        SessionDuration = Histogram("smtp.server.session.duration", "s", "How long sessions took, from the connection to its end.", SecondsOfSessions);
        Commands = Counter("smtp.server.commands", "{command}", "Commands, each with its last reply: of DATA the one to the content, of AUTH the one that ends the exchange.");
        Refusals = Counter("smtp.server.refusals", "{refusal}", "Steps that were answered 4yz or 5yz, and why.");
        Messages = Counter("smtp.server.messages", "{message}", "Messages whose content has come to its end, and what became of them.");
        MessageSize = Histogram("smtp.server.message.size", "By", "Octets of content of the messages accepted.", Octets);
        Logins = Counter("smtp.server.logins", "{login}", "AUTH commands, and how they ended.");
        Handshakes = Counter("smtp.server.tls.handshakes", "{handshake}", "TLS handshakes with clients.");
        Attempts = Counter("smtp.client.attempts", "{attempt}", "Attempts to hand a message to a next hop.");
        AttemptDuration = Histogram("smtp.client.attempt.duration", "s", "How long attempts took, connecting included where that was needed.", SecondsOfAttempts);
        Deliveries = Counter("smtp.queue.deliveries", "{delivery}", "Deliveries (one recipient of one message) that came to an end or were put off.");
        CommitDuration = Histogram("smtp.store.commit.duration", "s", "How long transactions of the store took, the flush of the disk included.", SecondsOfCommits);
        CommitBatch = Histogram("smtp.store.commit.batch", "{change}", "Changes that shared one transaction.", Batches);
        _ofSessions = [Sessions, SessionDuration, Commands, Refusals, Messages, MessageSize, Logins, Handshakes];
    }

    /// <summary>All instruments of this host; those of other hosts in the process have a meter of their own.</summary>
    public Meter Meter { get; }

    /// <summary>Where spans begin.</summary>
    public ActivitySource Spans { get; }

    public Counter<long> Sessions { get; }
    public Histogram<double> SessionDuration { get; }
    public Counter<long> Commands { get; }
    public Counter<long> Refusals { get; }
    public Counter<long> Messages { get; }
    public Histogram<long> MessageSize { get; }
    public Counter<long> Logins { get; }
    public Counter<long> Handshakes { get; }
    public Counter<long> Attempts { get; }
    public Histogram<double> AttemptDuration { get; }
    public Counter<long> Deliveries { get; }
    public Histogram<double> CommitDuration { get; }
    public Histogram<long> CommitBatch { get; }

    /// <summary>Measures a session; null where nobody listens.</summary>
    public SessionMeter? Begin(Link link, TimeProvider time)
    {
        var listens = Spans.HasListeners();
        foreach (var instrument in _ofSessions) listens |= instrument.Enabled;
        return listens ? new SessionMeter(this, link, time) : null;
    }

    /// <summary>A transaction of the store is durable.</summary>
    /// <param name="changes">How many changes shared it.</param>
    /// <param name="took">How long it took.</param>
    public void Committed(int changes, TimeSpan took)
    {
        CommitDuration.Record(took.TotalSeconds);
        CommitBatch.Record(changes);
    }

    /// <summary>Something has become of a delivery.</summary>
    /// <param name="destination">The next hop, as routes name it.</param>
    /// <param name="decision">What happened to it.</param>
    /// <param name="after">Where it stands now.</param>
    public void Settled(string destination, Decision decision, DeliveryState after)
    {
        if (!Deliveries.Enabled) return;
        var outcome = after switch
        {
            DeliveryState.Delivered => "delivered",
            DeliveryState.Failed => decision is Decision.Passed ? "expired" : "failed",
            _ => decision is Decision.Tried ? "deferred" : null,
        };
        if (outcome is null) return;
        Deliveries.Add(1, new(Attributes.DeliveryOutcome, outcome), new(Attributes.Via, Values.OfDestination(destination)));
    }

    public void Dispose()
    {
        Meter.Dispose();
        Spans.Dispose();
    }

    private Counter<long> Counter(string name, string unit, string meaning) => Meter.CreateCounter<long>(name, unit, meaning);

    private Histogram<T> Histogram<T>(string name, string unit, string meaning, T[] boundaries) where T : struct =>
        Meter.CreateHistogram(name, unit, meaning, tags: null, new InstrumentAdvice<T> { HistogramBucketBoundaries = boundaries });
}
