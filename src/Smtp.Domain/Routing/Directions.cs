using System.Net;
using Smtp.Domain.Mail;

namespace Smtp.Domain.Routing;

/// <summary>All that tells where mail goes and who may send it there: pure data, one value of it in force at a time.</summary>
/// <param name="Us">Our own name, which a <c>postmaster</c> without a domain is of while no domain is ours.</param>
/// <param name="Book">Our domains, aliases and catch-alls.</param>
/// <param name="Routes">Where their mail and that of others goes.</param>
/// <param name="Trusted">The networks whose clients may relay without AUTH.</param>
public sealed record Directions(HostName Us, AddressBook Book, RouteTable Routes, Seq<Network> Trusted)
{
    /// <summary>Where mail for a forward-path goes. Total: it has an answer for every path.</summary>
    public Whereabouts Find(ForwardPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Book.Resolve(path) switch
        {
            Addressee.Captured => Captured(Written(path)),
            Addressee.Foreign => Foreign(Written(path)),
            Addressee.Forwarded(var to) => Forwarded(to),
            Addressee.Postmaster => Postmaster(Book.Meant(Written(path))),
            Addressee.Candidates someone => Someone(Book.Meant(Written(path)), someone.CatchAll),
            var other => throw new InvalidOperationException($"No rule for {other.GetType().Name}."),
        };
    }

    /// <summary>Where mail goes whose final address was found before, aliases followed: the accounts are not asked again.
    /// None where no route leads there any more.</summary>
    public Option<Placement> Place(Mailbox address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var ours = Book.IsOurs(address.Host);
        // Without routes everything stays here, but that of other domains came for a route that has gone.
        return Routes.Routes.IsEmpty && !ours && !Book.Domains.IsEmpty ? None : Placed(address, isForeign: !ours && !Book.Domains.IsEmpty);
    }

    /// <summary>What is wrong with them, in sentences for whoever configures them; nothing where all is well.</summary>
    public Seq<string> Problems() => Book.Problems() + Routes.Problems() + AddressBookProblems.WithoutRoute(this);

    /// <summary>Whether a client may send to others through us.</summary>
    /// <param name="client">Its address; None where it did not come over IP.</param>
    /// <param name="authenticated">Whether it has proved who it is.</param>
    public bool MayRelay(Option<IPAddress> client, bool authenticated) =>
        authenticated || (client.Case is IPAddress address && Trusted.Exists(network => network.Contains(address)));

    private Mailbox Written(ForwardPath path) => path switch
    {
        ForwardPath.Of of => of.Mailbox,
        ForwardPath.Postmaster => new Mailbox(AddressBook.PostmasterName, Book.Home.IfNone(Us)),
        _ => throw new InvalidOperationException($"No rule for {path.GetType().Name}."),
    };

    private Whereabouts Captured(Mailbox address) =>
        Placed(address, isForeign: false).Case is Placement there
            ? new Whereabouts.Known(there with { IsRelay = there.Via.Relays })
            : new Whereabouts.Unrouted(address, IsForeign: false);

    private Whereabouts Foreign(Mailbox address) =>
        Place(address).Case is Placement there
            ? new Whereabouts.Known(there)
            : new Whereabouts.Unrouted(address, IsForeign: true);

    // Whoever runs the host has named the address: to send there is no relaying.
    private Whereabouts Forwarded(Mailbox to) =>
        Place(to).Case is Placement there
            ? new Whereabouts.Known(there with { IsRelay = false })
            : new Whereabouts.Unrouted(to, IsForeign: false);

    private Whereabouts Postmaster(Mailbox meant) =>
        Placed(meant, isForeign: false).Case is Placement there
            ? new Whereabouts.Known(there)
            : new Whereabouts.Unrouted(meant, IsForeign: false);

    // Whoever takes the mail over knows its own mailboxes; what stays on this machine needs an account.
    private Whereabouts Someone(Mailbox meant, Option<Mailbox> catchAll) =>
        Placed(meant, isForeign: false).Case is not Placement there ? new Whereabouts.Unrouted(meant, IsForeign: false)
        : there.Via.HandsOn ? new Whereabouts.Known(there)
        : new Whereabouts.OfAccount(
            Book.AccountNames(meant), there, catchAll.Case is Mailbox rest ? CatchAll(rest) : Whereabouts.Nobody.There);

    private Whereabouts CatchAll(Mailbox rest) =>
        Book.Resolve(new ForwardPath.Of(rest)) is Addressee.Postmaster ? Postmaster(rest) : Someone(rest, None);

    private Option<Placement> Placed(Mailbox address, bool isForeign)
    {
        var owner = Book.WithoutSubAddress(address);
        return Routes.Find(address, owner).Map(via => new Placement(address, owner, via, isForeign));
    }
}
