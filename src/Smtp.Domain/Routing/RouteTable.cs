using Smtp.Domain.Mail;

namespace Smtp.Domain.Routing;

/// <summary>Where the mail of some addresses goes.</summary>
/// <param name="To">Whose mail.</param>
/// <param name="Via">By what way.</param>
public sealed record Route(RouteTo To, Via Via);

/// <summary>Where mail goes: the first route that matches is taken. No routes at all mean that everything stays in the
/// mailbox of this server.</summary>
/// <param name="Routes">The routes, in their order.</param>
public sealed record RouteTable(Seq<Route> Routes)
{
    /// <summary>Everything stays here.</summary>
    public static RouteTable Empty { get; } = new([]);

    /// <summary>By what way mail of an address goes; None where there are routes, but none for it.</summary>
    /// <param name="address">The address, aliases followed.</param>
    /// <param name="owner">The address without its sub-address, which routes for an address match too.</param>
    public Option<Via> Find(Mailbox address, Mailbox owner)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(owner);
        if (Routes.IsEmpty) return Via.Embedded.Mailbox;
        foreach (var route in Routes)
            if (route.To.Matches(address, owner)) return route.Via;
        return None;
    }

    /// <summary>What can never have an effect, in sentences for whoever configures it; nothing where all is well.</summary>
    public Seq<string> Problems()
    {
        Seq<string> problems = [];
        for (var i = 0; i < Routes.Count; i++)
            for (var j = 0; j < i; j++)
                if (Routes[j].To == RouteTo.Everyone.Anywhere || Same(Routes[i].To, Routes[j].To))
                {
                    problems = problems.Add(
                        $"The route to '{Routes[i].To}' is never taken: the one to '{Routes[j].To}' before it takes all its mail.");
                    break;
                }
        return problems;
    }

    private static bool Same(RouteTo one, RouteTo other) => (one, other) switch
    {
        (RouteTo.Domain a, RouteTo.Domain b) => AccountName.Of(a.Host) == AccountName.Of(b.Host),
        (RouteTo.Subdomains a, RouteTo.Subdomains b) => AccountName.Of(a.Parent) == AccountName.Of(b.Parent),
        (RouteTo.Address a, RouteTo.Address b) => AccountName.Of(a.Mailbox) == AccountName.Of(b.Mailbox),
        _ => false,
    };
}
