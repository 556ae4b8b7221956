using System.Net;
using Smtp.Host.Configuration;

namespace Smtp.Host.Web.Security;

/// <summary>By which names we may be asked. A page of somebody else whose name has been led to this machine (DNS rebinding) asks
/// by its own name, and gets nothing.</summary>
internal static class HostNames
{
    /// <summary>Whether the Host header names us.</summary>
    public static bool IsOurs(HostString host, LoadedConfiguration configuration)
    {
        if (!host.HasValue) return false;
        var name = host.Host.Trim('[', ']').TrimEnd('.');
        if (name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase))
            return true;
        // An address is no name: nobody can lead it elsewhere. Loopback is ours always, others where we listen beyond this machine.
        if (IPAddress.TryParse(name, out var address))
            return IPAddress.IsLoopback(address) || !IsLocal(configuration) || Named(configuration, name);
        return name.Equals(configuration.Options.HostName, StringComparison.OrdinalIgnoreCase) || Named(configuration, name);
    }

    private static bool IsLocal(LoadedConfiguration configuration) =>
        configuration.Options.Web.Place() is { } place && new WebPlace(place).IsLocal;

    private static bool Named(LoadedConfiguration configuration, string name) =>
        configuration.Options.Web.Hosts.Contains(name, StringComparer.OrdinalIgnoreCase);
}
