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
    /// <summary>A carrier to a next hop. It connects when it has something to carry.</summary>
    /// <param name="destination">The next hop.</param>
    ICarrier Open(string destination);
}

/// <summary>What became of a message in one attempt.</summary>
/// <param name="Outcomes">An outcome for each delivery of the consignment, in their order.</param>
/// <param name="Hop">Whether the next hop could be worked with.</param>
/// <param name="Session">The name of the conversation's recording; null where there was none.</param>
internal sealed record Carried(IReadOnlyList<Outcome> Outcomes, HopState Hop, string? Session)
{
    public static Carried Alike(Consignment consignment, Outcome outcome, HopState hop, string? session = null) =>
        new([.. consignment.Deliveries.Select(_ => outcome)], hop, session);
}

/// <summary>What an attempt says of the next hop as such.</summary>
internal enum HopState
{
    /// <summary>It took part in the conversation.</summary>
    Alive,

    /// <summary>Nothing can be said of it: the attempt did not come so far.</summary>
    Unknown,

    /// <summary>It cannot be reached, or wants to talk to nobody now: other mail for it need not try.</summary>
    Dead,
}

/// <summary>One message, and those of its recipients that go to one next hop.</summary>
/// <param name="Message">The message.</param>
/// <param name="Deliveries">The deliveries, one at least.</param>
/// <param name="Open">Opens its content.</param>
internal sealed record Consignment(
    StoredMessage Message, IReadOnlyList<QueuedDelivery> Deliveries, Func<CancellationToken, Task<Stream>> Open);
