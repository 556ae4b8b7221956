using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Smtp.Host.Configuration;

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
        // To ask first whether there is anything to read would double the reads; a connection costs a buffer of 4 KiB instead.
        options.WaitForDataBeforeAllocatingBuffer = false;
    }

    /// <summary>Where an endpoint is, once it is bound.</summary>
    public static string AddressOf(ListenOptions endpoint) =>
        endpoint.SocketPath is { } path ? $"unix:{path}" : endpoint.EndPoint.ToString()!;

    /// <summary>Listens at a place.</summary>
    public static void Listen(KestrelServerOptions kestrel, ListenAddress place, Action<ListenOptions> configure)
    {
        switch (place)
        {
            case ListenAddress.Ip ip: kestrel.Listen(ip.Address, ip.Port, configure); break;
            case ListenAddress.Everywhere everywhere: kestrel.ListenAnyIP(everywhere.Port, configure); break;
            case ListenAddress.Localhost localhost: kestrel.ListenLocalhost(localhost.Port, configure); break;
            case ListenAddress.Unix unix: ListenUnix(kestrel, unix.Path, configure); break;
            default: throw new InvalidOperationException($"Nobody can listen at '{place}'.");
        }
    }

    /// <summary>A socket that a killed host left behind is removed; one that somebody answers at is theirs.</summary>
    private static void ListenUnix(KestrelServerOptions kestrel, string path, Action<ListenOptions> configure)
    {
        if (File.Exists(path))
        {
            using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                probe.Connect(new UnixDomainSocketEndPoint(path));
                throw new IOException($"The socket {path} is in use by another process.");
            }
            catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
            {
                File.Delete(path);
            }
        }
        kestrel.ListenUnixSocket(path, configure);
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
