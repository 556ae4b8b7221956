using System.Text;
using LanguageExt;
using Smtp.Domain.Delivering;
using Smtp.Domain.Mail;
using Smtp.Domain.Routing;
using Smtp.Domain.Sending;
using Smtp.Host.Receiving;
using Smtp.Host.Storage;
using Smtp.Host.Telemetry;
using static LanguageExt.Prelude;
using ILogger = Serilog.ILogger;

namespace Smtp.Host.Sending;

/// <summary>Makes consignments of deliveries, and writes down what became of them. What a delivery does next is decided by
/// <see cref="Delivery"/>; this only keeps its books.</summary>
internal sealed class Desk(SqliteStore store, Func<DeskSettings> settings, TimeProvider time, ILogger log, Instruments? instruments = null)
{
    // Enough for any header worth its name; what is behind it is not looked at.
    private const int HeaderPeek = 64 * 1024;

    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(2);

    // How long deliveries rest that could not even be looked at: their content cannot be read, say.
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    private readonly Reports _reports = new(store, settings, time);

    /// <summary>Makes up a consignment of leased deliveries of one message, all of one next hop. Those that go elsewhere by now are
    /// settled at once.</summary>
    /// <returns>Null where nothing is left to carry.</returns>
    public async Task<Consignment?> ConsignAsync(long token, IReadOnlyList<QueuedDelivery> deliveries, CancellationToken stop)
    {
        // A message that was deleted has taken its deliveries with it.
        if (await store.FindMessageAsync(deliveries[0].Message, stop) is not { } message) return null;
        var now = settings();
        byte[] header;
        try
        {
            header = await PeekAsync(message.Id, stop);
        }
        catch (IOException fault)
        {
            // It must not keep others waiting, who go the same way.
            log.Error(fault, "Message {QueueId} cannot be read", message.Id.Text);
            await SettleAsync(token, message, [.. deliveries.Select(one => (one, (Decision)Unreadable))], null, stop);
            return null;
        }
        if (HeaderFields.Count(header, "Received") >= now.Hops)
        {
            await SettleAsync(token, message, [.. deliveries.Select(one => (one, (Decision)Fail("5.4.6", "The message goes round in a circle.")))], null, stop);
            return null;
        }
        var (carried, owners, others) = (new List<QueuedDelivery>(), new List<Mailbox>(), new List<(QueuedDelivery, Decision)>());
        Via? via = null;
        foreach (var delivery in deliveries)
        {
            switch (Place(now.Directions, delivery.Address).Case)
            {
                case Placement { Via: Via.Embedded } here:
                    others.Add((delivery, new Decision.Keep(AccountName.Of(here.Owner))));
                    break;
                case Placement there when there.Destination != delivery.Destination:
                    others.Add((delivery, new Decision.Move(there.Destination)));
                    break;
                case Placement there:
                    via = there.Via;
                    carried.Add(delivery);
                    owners.Add(there.Owner);
                    break;
                default:
                    others.Add((delivery, Fail("5.4.4", "No route leads there.")));
                    break;
            }
        }
        if (others.Count > 0) await SettleAsync(token, message, others, null, stop);
        return via is null ? null : new Consignment(
            message, EnvelopeOf(message, carried), carried, owners, via,
            new TracedContent(Trace(message, header, now), message.Size, stop => OpenAsync(message.Id, stop)));
    }

    /// <summary>Writes down what became of a consignment.</summary>
    public Task SettleAsync(long token, Consignment consignment, Carried carried, CancellationToken stop)
    {
        var final = !consignment.Via.Relays;
        return SettleAsync(
            token, consignment.Message,
            [.. consignment.Deliveries.Zip(carried.Outcomes, (delivery, outcome) => (delivery, (Decision)new Decision.Tried(outcome, final)))],
            carried.Session, stop);
    }

    /// <summary>Gives back deliveries that nothing became of; they are tried again in a minute.</summary>
    public Task ReturnAsync(long token, CancellationToken stop) =>
        InsistAsync(() => store.ReturnAsync(token, time.GetUtcNow() + Rest, CancellationToken.None), "A lease", stop);

    /// <summary>Warns senders whose mail takes long, and gives up what has waited too long.</summary>
    public async Task AttendAsync(int limit, DateTimeOffset now, CancellationToken stop)
    {
        if (await store.NextAsync(stop) is not { } next || next > now) return;
        var lease = await store.LeaseForAttentionAsync(limit, now, stop);
        try
        {
            foreach (var deliveries in lease.Deliveries.GroupBy(delivery => delivery.Message))
            {
                if (await store.FindMessageAsync(deliveries.Key, stop) is { } message)
                    await SettleAsync(lease.Token, message, [.. deliveries.Select(one => (one, (Decision)Decision.Passed.Time))], null, stop);
            }
        }
        catch (Exception) when (!stop.IsCancellationRequested)
        {
            await ReturnAsync(lease.Token, stop);
            throw;
        }
    }

    private async Task SettleAsync(
        long token, StoredMessage message, IReadOnlyList<(QueuedDelivery Delivery, Decision Decision)> decisions, string? session,
        CancellationToken stop)
    {
        var (now, schedule) = (time.GetUtcNow(), settings().Schedule);
        var envelope = StoredEnvelopes.Read(message.Envelope);
        List<SettledDelivery> settled = [];
        List<Attempt> attempts = [];
        List<Reported> reported = [];
        foreach (var (delivery, decision) in decisions)
        {
            var recipient = envelope.Recipients[delivery.Position];
            var before = Books.Read(delivery, Wishes.Of(envelope.From, recipient));
            var (state, notices) = decision.Apply(schedule, before, now, Random.Shared.NextDouble());
            settled.Add(Books.Settled(delivery, state, schedule, decision));
            instruments?.Settled(delivery.Destination, decision, state);
            if (decision is Decision.Tried tried)
            {
                attempts.Add(Books.Attempt(delivery, tried.Outcome, now, session));
                Tell(delivery, tried.Outcome, state);
            }
            foreach (var notice in notices) reported.Add(new Reported(delivery, recipient, notice));
        }
        await InsistAsync(
            async () =>
            {
                await using var report = reported.Count == 0 ? null : await _reports.WriteAsync(message, envelope, reported, stop);
                await store.SettleAsync(new Settlement(token, settled, attempts, report is null ? [] : [report.New]), CancellationToken.None);
            },
            $"What became of message {message.Id.Text}", stop);
    }

    // A lease has no end of its own: what is neither settled nor given back would wait for the next start of the host.
    private async Task InsistAsync(Func<Task> write, string what, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await write();
                return;
            }
            catch (IOException fault) when (!stop.IsCancellationRequested)
            {
                log.Error(fault, "{What} could not be written; again in {Wait}", what, AfterFault);
                await Task.Delay(AfterFault, stop);
            }
        }
    }

    private static Decision.Tried Unreadable { get; } =
        new(new Outcome.Deferred(Diagnosis.Here("4.3.0", "The message cannot be read.")), Final: false);

    private static Decision.Tried Fail(string status, string text) => new(new Outcome.Failed(Diagnosis.Here(status, text)), Final: true);

    private static Option<Placement> Place(Directions directions, string address) => StoredEnvelopes.ReadPath(address) switch
    {
        ForwardPath.Of of => directions.Place(of.Mailbox),
        _ => None,
    };

    // RFC 3461 §5.2.1 (c): an address that an alias has changed goes on with the one that the sender wrote.
    private static Envelope EnvelopeOf(StoredMessage message, IReadOnlyList<QueuedDelivery> deliveries)
    {
        var envelope = StoredEnvelopes.Read(message.Envelope);
        return envelope with
        {
            Recipients = toSeq(deliveries).Map(delivery =>
            {
                var recipient = envelope.Recipients[delivery.Position];
                var path = StoredEnvelopes.ReadPath(delivery.Address);
                return path == recipient.Path ? recipient : recipient with
                {
                    Path = path,
                    Original = recipient.Original.IfNone(() =>
                        new OriginalRecipient(recipient.Path.IsAscii ? "rfc822" : "utf-8", recipient.Path.Address)),
                };
            }).Strict(),
        };
    }

    /// <summary>The lines that we put before a message: our own, and those that a submitted message lacks.</summary>
    private static byte[] Trace(StoredMessage message, ReadOnlySpan<byte> header, DeskSettings settings)
    {
        var origin = message.Origin;
        var facts = new TraceFacts(
            settings.HostName.ToString(), origin.Hello, origin.Peer, origin.Protocol, Optional(origin.Tls), message.Id.Text,
            toSeq(message.Envelope.To).Map(to => to.Address).Strict(), message.Envelope.SmtpUtf8, message.ReceivedAt);
        var missing = origin.User is null ? "" : TraceHeaders.Missing(header, message.ReceivedAt, $"{message.Id.Text}@{settings.HostName}");
        // Our own reports were received from nobody.
        var received = origin == Origin.Here(settings.HostName) ? "" : TraceHeaders.Received(facts);
        return Encoding.UTF8.GetBytes(received + missing + HeaderFields.Separator(header));
    }

    private async Task<byte[]> PeekAsync(QueueId id, CancellationToken stop)
    {
        await using var content = await OpenAsync(id, stop);
        var buffer = new byte[HeaderPeek];
        var read = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, stop);
        return buffer[..read];
    }

    private async Task<Stream> OpenAsync(QueueId id, CancellationToken stop) =>
        await store.OpenContentAsync(id, stop) ?? throw new StoreException($"Message {id.Text} was deleted.");

    private void Tell(QueuedDelivery delivery, Outcome outcome, DeliveryState state)
    {
        var word = Books.Word(outcome);
        log.Write(
            outcome is Outcome.Delivered ? Serilog.Events.LogEventLevel.Information : Serilog.Events.LogEventLevel.Warning,
            "Message {QueueId} to {Recipient} by {Destination}: {Outcome}, {Status} {Text}{Next}",
            delivery.Message.Text, delivery.Address, delivery.Destination, word, outcome.Diagnosis.Status.ToString(), outcome.Diagnosis.Text,
            state is DeliveryState.Waiting waiting ? $"; next try at {waiting.Due:u}" : "");
    }
}

/// <summary>What the desk works by.</summary>
/// <param name="HostName">Who we are.</param>
/// <param name="Directions">Where mail goes.</param>
/// <param name="Schedule">When it is tried, and how often.</param>
/// <param name="Hops">Received lines in a header; more mean a circle.</param>
internal sealed record DeskSettings(HostName HostName, Directions Directions, RetrySchedule Schedule, int Hops)
{
    /// <summary>Those of the configuration in force.</summary>
    public static DeskSettings From(LiveConfiguration configuration)
    {
        var queue = configuration.Options.Queue;
        return new DeskSettings(
            configuration.Directions.Us, configuration.Directions,
            new RetrySchedule
            {
                FirstRetry = queue.FirstRetry,
                LongestRetry = queue.LongestRetry,
                Lifetime = queue.Lifetime,
                WarnAfter = queue.WarnAfter,
            },
            queue.Hops);
    }
}
