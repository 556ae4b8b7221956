using System.Net;
using System.Net.Sockets;
using Serilog;
using Smtp.Host.Configuration;

namespace Smtp.Host.Web;

/// <summary>Where the pages and the API are.</summary>
/// <param name="Address">The address.</param>
internal sealed record WebPlace(ListenAddress Address)
{
    /// <summary>Whether only this machine reaches it. Whoever comes from elsewhere must prove who they are.</summary>
    public bool IsLocal => Address switch
    {
        ListenAddress.Ip ip => IPAddress.IsLoopback(ip.Address),
        ListenAddress.Localhost or ListenAddress.Unix => true,
        ListenAddress.Everywhere => false,
        _ => throw new InvalidOperationException($"Nobody knows who reaches {Address.GetType().Name}."),
    };

    /// <summary>The place that a configuration names; null where it names none. The place that nobody asked for by name gives way
    /// to whoever has it already: the mail matters more, and a second host beside the first must start all the same.</summary>
    public static WebPlace? Of(LoadedConfiguration loaded)
    {
        if (loaded.Options.Web.Place() is not { } address) return null;
        var isDefault = loaded.Values.Any(value => value is { Name: "web.listen", From: "default" });
        if (!isDefault || address is not ListenAddress.Ip ip || IsFree(ip)) return new WebPlace(address);
        Log.Warning("There are no pages: another process listens on {Address}; give --web with another address, or off", address.ToString());
        return null;
    }

    /// <summary>The address line of a browser for what is bound there.</summary>
    public static string Url(string bound) => bound.StartsWith("unix:", StringComparison.Ordinal)
        ? bound
        : "http://" + bound
            .Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)
            .Replace("[::]", "127.0.0.1", StringComparison.Ordinal);

    private static bool IsFree(ListenAddress.Ip place)
    {
        try
        {
            using var probe = new Socket(place.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            probe.Bind(new IPEndPoint(place.Address, place.Port));
            probe.Listen(1);
            return true;
        }
        catch (SocketException fault) when (fault.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }
}
