using System.Net;
using System.Net.Sockets;

namespace Smtp.Host.Tests.Clients;

/// <summary>A test that needs the loopback address of IPv6; a machine without it skips the test, and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class Ipv6FactAttribute : FactAttribute
{
    public Ipv6FactAttribute()
    {
        if (!IsThere()) Skip = "this machine has no [::1]";
    }

    private static bool IsThere()
    {
        if (!Socket.OSSupportsIPv6) return false;
        try
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
