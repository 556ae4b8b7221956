using Smtp.Domain.Sending;

namespace Smtp.Host.Sending;

/// <summary>Carries messages over SMTP or LMTP.</summary>
internal sealed class SmtpCarrier(Mailer mailer) : ICarrier
{
    public async Task<Carried> CarryAsync(Consignment consignment, CancellationToken stop)
    {
        var content = consignment.Content;
        var message = new Outgoing(consignment.Envelope, content.Size, await Dialer.FactsAsync(content.OpenAsync, stop));
        var (handover, hop) = await mailer.SendAsync(message, content.OpenAsync, stop);
        return new Carried([.. handover.Outcomes], hop, mailer.Session);
    }

    public ValueTask DisposeAsync() => mailer.DisposeAsync();
}
