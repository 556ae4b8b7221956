using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Smtp.Host.Receiving;

/// <summary>Makes the sockets that listen, and says in one line which of them could not be made, and why.</summary>
internal static class ListenSockets
{
    public static void Configure(SocketTransportOptions options)
    {
        options.CreateBoundListenSocket = Create;
        // A session goes on in the thread that has read its octets, which spares two changes of thread for each line. It may,
        // for no session blocks its thread: what blocks (the disk, passwords) has threads of its own.
        options.UnsafePreferInlineScheduling = true;
    }

    private static Socket Create(EndPoint endpoint)
    {
        try
        {
            return SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        }
        catch (SocketException fault)
        {
            var place = endpoint is UnixDomainSocketEndPoint ? $"unix:{endpoint}" : endpoint.ToString();
            var what = $"Cannot listen on {place}: {Reason(endpoint, fault)}.";
            // Kestrel takes a fault of another kind as a sign that this machine has no IPv6, and listens on IPv4 alone.
            throw fault.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? new IOException(what, fault)
                : new ListenException(what, fault);
        }
    }

    private static string Reason(EndPoint endpoint, SocketException fault) => fault.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "another process listens there",
        SocketError.AccessDenied when endpoint is IPEndPoint { Port: < 1024 } =>
            "ports below 1024 need a privilege; start as root, grant CAP_NET_BIND_SERVICE, or choose another port",
        SocketError.AddressNotAvailable when endpoint is IPEndPoint => "this machine does not have that address",
        SocketError.AddressNotAvailable => "the directory does not exist",
        _ => fault.Message,
    };
}

/// <summary>A socket cannot listen where it should. The message is one line for people.</summary>
internal sealed class ListenException(string message, Exception inner) : Exception(message, inner);
