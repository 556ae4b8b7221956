using Smtp.Domain.Mail;
using Smtp.Domain.Routing;
using Smtp.Domain.Sending;
using Smtp.Host.Storage;

namespace Smtp.Host.Sending;

/// <summary>Carries messages to one next hop, one after the other; over one connection, where there is one.</summary>
internal interface ICarrier : IAsyncDisposable
{
    /// <summary>Carries one message, and tells what became of each of its recipients. Whatever goes wrong is an outcome.</summary>
    Task<Carried> CarryAsync(Consignment consignment, CancellationToken stop);
}

/// <summary>Opens carriers.</summary>
internal interface ICarriers
{
    /// <summary>A carrier for messages that all have one next hop. It connects when it has something to carry.</summary>
    /// <param name="via">By what way they go.</param>
    /// <param name="first">The address of one of them; those that go by MX all have its domain.</param>
    ICarrier Open(Via via, Mailbox first);
}

/// <summary>What became of a message in one attempt.</summary>
/// <param name="Outcomes">An outcome for each delivery of the consignment, in their order.</param>
/// <param name="Hop">What the attempt says of the next hop.</param>
/// <param name="Session">The name of the conversation's recording; null where there was none.</param>
internal sealed record Carried(IReadOnlyList<Outcome> Outcomes, HopState Hop, string? Session = null)
{
    public static Carried Alike(Consignment consignment, Outcome outcome, HopState hop, string? session = null) =>
        new([.. consignment.Deliveries.Select(_ => outcome)], hop, session);
}

/// <summary>What an attempt says of the next hop as such.</summary>
internal enum HopState
{
    /// <summary>It took part in the conversation, and the connection is good for another message.</summary>
    Alive,

    /// <summary>It took part, but the connection is of no more use.</summary>
    Gone,

    /// <summary>It cannot be reached, or wants to talk to nobody now: other mail for it need not try.</summary>
    Dead,
}

/// <summary>One message, and those of its recipients that go to one next hop.</summary>
/// <param name="Message">The message.</param>
/// <param name="Envelope">Its envelope, with the recipients of the deliveries alone, in their order.</param>
/// <param name="Deliveries">The deliveries, one at least.</param>
/// <param name="Owners">For each delivery, the address without its sub-address: whose mailbox it is.</param>
/// <param name="Via">By what way they go.</param>
/// <param name="Content">Its content as it travels: with the lines that are put before it.</param>
internal sealed record Consignment(
    StoredMessage Message, Envelope Envelope, IReadOnlyList<QueuedDelivery> Deliveries, IReadOnlyList<Mailbox> Owners, Via Via,
    TracedContent Content);
