using Smtp.Domain.Mail;
using Smtp.Domain.Routing;
using Smtp.Host.Storage;

namespace Smtp.Host.Policies;

/// <summary>Where an accepted message goes, recipient by recipient.</summary>
internal static class Placements
{
    /// <summary>The next hop of mail that no route leads on any more: its sender is to be told.</summary>
    public const string Nowhere = "nowhere:";

    /// <summary>Finds it by the directions in force.</summary>
    /// <remarks>Between RCPT and the end of the message an account may go, or a route. The recipient was accepted all the same,
    /// so the message is taken, and the courier reports that it leads nowhere.</remarks>
    public static async ValueTask<Placing> OfAsync(Envelope envelope, Directions directions, IStore store, CancellationToken stop)
    {
        var mailboxes = new string?[envelope.Recipients.Count];
        List<NewDelivery> deliveries = [];
        for (var i = 0; i < mailboxes.Length; i++)
        {
            var path = envelope.Recipients[i].Path;
            if ((await Accounts.SettleAsync(directions.Find(path), store, stop)).Case is not Placement there)
                deliveries.Add(new NewDelivery(i, path.Address, Nowhere));
            else if (there.Via is Via.Embedded) mailboxes[i] = AccountName.Of(there.Owner);
            else deliveries.Add(new NewDelivery(i, there.Address.ToString(), there.Destination));
        }
        return new Placing(mailboxes, deliveries);
    }
}
