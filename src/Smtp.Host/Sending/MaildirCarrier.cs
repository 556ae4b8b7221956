using Smtp.Domain.Delivering;
using Smtp.Domain.Routing;
using Smtp.Domain.Sending;

namespace Smtp.Host.Sending;

/// <summary>Carries messages into Maildirs of this machine: final delivery.</summary>
internal sealed class MaildirCarrier(MaildirPath path, Maildirs maildirs) : ICarrier
{
    public async Task<Carried> CarryAsync(Consignment consignment, CancellationToken stop)
    {
        var returnPath = TraceHeaders.ReturnPath(consignment.Envelope.From.Address);
        List<Outcome> outcomes = [];
        for (var i = 0; i < consignment.Deliveries.Count; i++)
        {
            var address = consignment.Envelope.Recipients[i].Path.Address;
            await using var content = await consignment.Content.OpenAsync(stop);
            outcomes.Add(await maildirs.DeliverAsync(
                path.For(consignment.Owners[i]), returnPath + TraceHeaders.DeliveredTo(address), content, stop));
        }
        return new Carried(outcomes, HopState.Alive);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
