using System.Diagnostics;
using Smtp.Domain.Mail;
using Smtp.Domain.Routing;
using Smtp.Domain.Sending;
using Smtp.Host.Sending;

namespace Smtp.Host.Telemetry;

/// <summary>Counts, times and traces every attempt to hand a message on; who carries it does not know.</summary>
internal sealed class MeasuredCarriers(ICarriers carriers, Instruments to, TimeProvider time) : ICarriers
{
    /// <summary>The name of the spans.</summary>
    public const string Attempt = "smtp.client.attempt";

    public ICarrier Open(Via via, Mailbox first) => new Carrier(carriers.Open(via, first), Values.Of(via), to, time);

    private sealed class Carrier(ICarrier carrier, string via, Instruments to, TimeProvider time) : ICarrier
    {
        public async Task<Carried> CarryAsync(Consignment consignment, CancellationToken stop)
        {
            var began = time.GetTimestamp();
            using var span = to.Spans.StartActivity(Attempt, ActivityKind.Client, parentContext: default);
            var outcome = "broken_off";
            try
            {
                var carried = await carrier.CarryAsync(consignment, stop);
                outcome = Of(carried.Outcomes);
                if (carried.Session is not null) span?.SetTag(Attributes.Session, carried.Session);
                return carried;
            }
            finally
            {
                var (way, end) = (new KeyValuePair<string, object?>(Attributes.Via, via), new KeyValuePair<string, object?>(Attributes.AttemptOutcome, outcome));
                to.Attempts.Add(1, way, end);
                to.AttemptDuration.Record(time.GetElapsedTime(began).TotalSeconds, way, end);
                span?.SetTag(Attributes.Message, consignment.Message.Id.Text).SetTag(Attributes.Deliveries, consignment.Deliveries.Count)
                    .SetTag(Attributes.Via, via).SetTag(Attributes.AttemptOutcome, outcome);
                if (outcome != "delivered") span?.SetStatus(ActivityStatusCode.Error);
            }
        }

        public ValueTask DisposeAsync() => carrier.DisposeAsync();
    }

    // Of several recipients some may be taken and others not.
    private static string Of(IReadOnlyList<Outcome> outcomes)
    {
        var (delivered, deferred) = (0, 0);
        foreach (var outcome in outcomes)
        {
            if (outcome is Outcome.Delivered) delivered++;
            else if (outcome is Outcome.Deferred) deferred++;
        }
        return delivered == outcomes.Count ? "delivered" : delivered > 0 ? "partly_delivered" : deferred > 0 ? "deferred" : "failed";
    }
}
