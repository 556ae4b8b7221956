using LanguageExt;
using Smtp.Domain.Routing;
using Smtp.Host.Storage;
using static LanguageExt.Prelude;

namespace Smtp.Host.Policies;

/// <summary>Asks the store which accounts there are.</summary>
internal static class Accounts
{
    /// <summary>Where mail goes; absent where it goes nowhere.</summary>
    public static async ValueTask<Option<Placement>> SettleAsync(Whereabouts found, IStore store, CancellationToken stop)
    {
        while (true)
        {
            switch (found)
            {
                case Whereabouts.Known known: return known.Placement;
                case Whereabouts.OfAccount account:
                    if (await AnyAsync(account.AccountNames, store, stop)) return account.Placement;
                    found = account.Otherwise;
                    break;
                case Whereabouts.Nobody or Whereabouts.Unrouted: return None;
                default: throw new InvalidOperationException($"No rule for {found.GetType().Name}.");
            }
        }
    }

    private static async ValueTask<bool> AnyAsync(Seq<string> names, IStore store, CancellationToken stop)
    {
        foreach (var name in names)
            if (await store.FindAccountAsync(name, stop) is not null) return true;
        return false;
    }
}
