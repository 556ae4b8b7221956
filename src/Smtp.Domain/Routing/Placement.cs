using Smtp.Domain.Mail;

namespace Smtp.Domain.Routing;

/// <summary>Where the mail of one recipient goes.</summary>
/// <param name="Address">The address, aliases and catch-alls followed.</param>
/// <param name="Owner">The address without its sub-address: whose mailbox it is.</param>
/// <param name="Via">By what way.</param>
/// <param name="IsRelay">Whether that is relaying: from somebody else to somebody else.</param>
public sealed record Placement(Mailbox Address, Mailbox Owner, Via Via, bool IsRelay)
{
    /// <summary>The next hop; deliveries of the same one can share a connection.</summary>
    public string Destination => Via.Destination(Address);
}
