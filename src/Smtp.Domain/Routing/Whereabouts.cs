using Smtp.Domain.Mail;

namespace Smtp.Domain.Routing;

/// <summary>Where mail for a forward-path goes, as far as configuration can tell: which accounts exist is asked separately.</summary>
public abstract record Whereabouts
{
    private Whereabouts() { }

    /// <summary>There, whoever has an account here.</summary>
    public sealed record Known(Placement Placement) : Whereabouts;

    /// <summary>There, if one of these accounts exists; else where the catch-all is.</summary>
    /// <param name="AccountNames">The names to look up, as <see cref="AccountName"/> writes them.</param>
    /// <param name="Placement">Where it goes if one of them is there.</param>
    /// <param name="Otherwise">Where it goes if none is; <see cref="Nobody"/> without a catch-all.</param>
    public sealed record OfAccount(Seq<string> AccountNames, Placement Placement, Whereabouts Otherwise) : Whereabouts;

    /// <summary>The domain is ours, and there is no such mailbox in it.</summary>
    public sealed record Nobody : Whereabouts
    {
        /// <summary>The one such answer.</summary>
        public static Nobody There { get; } = new();
    }

    /// <summary>No route leads there.</summary>
    /// <param name="Address">The address.</param>
    /// <param name="IsForeign">Whether its domain is not ours.</param>
    public sealed record Unrouted(Mailbox Address, bool IsForeign) : Whereabouts;

    /// <summary>Where the mail goes once it is known which accounts there are; None where it goes nowhere.</summary>
    /// <param name="exists">Whether there is an account of one of the names.</param>
    public Option<Placement> Settle(Func<Seq<string>, bool> exists)
    {
        ArgumentNullException.ThrowIfNull(exists);
        return this switch
        {
            Known known => known.Placement,
            OfAccount account => exists(account.AccountNames) ? account.Placement : account.Otherwise.Settle(exists),
            Nobody or Unrouted => None,
            _ => throw new InvalidOperationException($"No rule for {GetType().Name}."),
        };
    }
}
