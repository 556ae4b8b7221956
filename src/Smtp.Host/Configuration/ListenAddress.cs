using System.Globalization;
using System.Net;
using System.Text;
using LanguageExt;
using static LanguageExt.Prelude;

namespace Smtp.Host.Configuration;

/// <summary>Where a listener listens. Port 0 lets the system choose.</summary>
public abstract record ListenAddress
{
    // The path of a Unix socket ends with a NUL in a field of 108 octets (unix(7)).
    private const int MaxPathOctets = 107;

    /// <summary>What <see cref="Read"/> takes, in words.</summary>
    public const string Allowed =
        "IP:PORT, [IPv6]:PORT, localhost:PORT, *:PORT (every address of this machine) or unix:/PATH, with a port from 0 to 65535";

    private ListenAddress() { }

    /// <summary>One address of this machine: <c>127.0.0.1:25</c> or <c>[::1]:25</c>.</summary>
    public sealed record Ip(IPAddress Address, int Port) : ListenAddress
    {
        /// <inheritdoc/>
        public override string ToString() => new IPEndPoint(Address, Port).ToString();
    }

    /// <summary>Every address of this machine, IPv4 and IPv6: <c>*:25</c>.</summary>
    public sealed record Everywhere(int Port) : ListenAddress
    {
        /// <inheritdoc/>
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"*:{Port}");
    }

    /// <summary>Both loopback addresses, 127.0.0.1 and ::1: <c>localhost:25</c>; its port is never 0, since two
    /// sockets share it.</summary>
    public sealed record Localhost(int Port) : ListenAddress
    {
        /// <inheritdoc/>
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"localhost:{Port}");
    }

    /// <summary>A Unix socket: <c>unix:/run/smtp.sock</c>.</summary>
    public sealed record Unix(string Path) : ListenAddress
    {
        /// <inheritdoc/>
        public override string ToString() => "unix:" + Path;
    }

    /// <summary>The port; absent for a Unix socket.</summary>
    /// <remarks>No Option: to compare two of them, LanguageExt looks at every type of the program first, and a start would wait for it.</remarks>
    public int? TcpPort => this switch
    {
        Ip ip => ip.Port,
        Everywhere everywhere => everywhere.Port,
        Localhost localhost => localhost.Port,
        Unix => null,
        _ => throw new InvalidOperationException($"No port is known for {GetType().Name}."),
    };

    /// <summary>Reads an address; absent where the text is none.</summary>
    public static Option<ListenAddress> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.StartsWith("unix:", StringComparison.OrdinalIgnoreCase)) return UnixSocket(text["unix:".Length..]);
        var colon = text.LastIndexOf(':');
        if (colon < 1) return None;
        var (host, port) = (text[..colon], text[(colon + 1)..]);
        return int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= IPEndPoint.MaxPort
            ? Tcp(host, number)
            : None;
    }

    private static Option<ListenAddress> Tcp(string host, int port)
    {
        if (host == "*") return new Everywhere(port);
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase)) return port == 0 ? None : new Localhost(port);
        var bracketed = host.StartsWith('[') && host.EndsWith(']');
        if (!IPAddress.TryParse(bracketed ? host[1..^1] : host, out var address)) return None;
        // Only brackets tell where an IPv6 address ends; and "1" or "0x7f.1" are addresses to inet_aton, to nobody else.
        var v6 = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        return v6 == bracketed && (v6 || address.ToString() == host) ? new Ip(address, port) : None;
    }

    private static Option<ListenAddress> UnixSocket(string path) =>
        path.Length > 1 && path[0] == '/' && path[^1] != '/' && !path.Contains('\0')
        && Encoding.UTF8.GetByteCount(path) <= MaxPathOctets
            ? new Unix(path)
            : None;
}
