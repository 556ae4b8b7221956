using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Smtp.Host.Tests.Sending;

/// <summary>A name server on loopback that knows a few names. It answers over UDP, one question at a time (RFC 1035 §4).</summary>
internal sealed class DnsZone : IDisposable
{
    private const int A = 1, Mx = 15, Aaaa = 28;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, List<(int Type, byte[] Data)>> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, int> _troubles = new(StringComparer.OrdinalIgnoreCase);
    private readonly Task _serving;

    public DnsZone()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _serving = ServeAsync();
    }

    /// <summary>Where it is asked: <c>127.0.0.1:PORT</c>.</summary>
    public string Address => _socket.LocalEndPoint!.ToString()!;

    public ConcurrentQueue<string> Asked { get; } = new();

    public DnsZone MailExchanger(string domain, int preference, string host)
    {
        var data = new List<byte> { (byte)(preference >> 8), (byte)preference };
        data.AddRange(Name(host));
        return Add(domain, Mx, [.. data]);
    }

    public DnsZone Host(string name, params string[] addresses)
    {
        _names.TryAdd(name, []);
        foreach (var address in addresses.Select(IPAddress.Parse))
            Add(name, address.AddressFamily == AddressFamily.InterNetwork ? A : Aaaa, address.GetAddressBytes());
        return this;
    }

    /// <summary>A name that is answered by an error; 2 is SERVFAIL.</summary>
    public DnsZone Trouble(string name, int code = 2)
    {
        _troubles[name] = code;
        return this;
    }

    /// <summary>A name that is never answered.</summary>
    public DnsZone Silence(string name) => Trouble(name, -1);

    public void Dispose()
    {
        _stop.Cancel();
        _serving.GetAwaiter().GetResult();
        _socket.Dispose();
        _stop.Dispose();
    }

    private DnsZone Add(string name, int type, byte[] data)
    {
        _names.GetOrAdd(name, _ => []).Add((type, data));
        return this;
    }

    private async Task ServeAsync()
    {
        var buffer = new byte[4096];
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var got = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
                if (Answer(buffer.AsSpan(0, got.ReceivedBytes)) is { } answer)
                    await _socket.SendToAsync(answer, SocketFlags.None, got.RemoteEndPoint, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private byte[]? Answer(ReadOnlySpan<byte> asked)
    {
        // The header has 12 octets, then come the labels of the name, its type and its class.
        var at = 12;
        var labels = new List<string>();
        while (asked[at] > 0)
        {
            labels.Add(Encoding.ASCII.GetString(asked.Slice(at + 1, asked[at])));
            at += asked[at] + 1;
        }
        var (name, type, end) = (string.Join('.', labels), BinaryPrimitives.ReadUInt16BigEndian(asked[(at + 1)..]), at + 5);
        Asked.Enqueue($"{name} {type}");
        var trouble = _troubles.GetValueOrDefault(name);
        if (trouble < 0) return null;
        var known = _names.GetValueOrDefault(name);
        var records = trouble > 0 || known is null ? [] : known.Where(record => record.Type == type).ToList();
        var answer = new List<byte>();
        answer.AddRange(asked[..2]);
        answer.AddRange([0x81, (byte)(0x80 | (trouble > 0 ? trouble : known is null ? 3 : 0)), 0, 1, 0, (byte)records.Count, 0, 0, 0, 0]);
        answer.AddRange(asked[12..end]);
        foreach (var (recordType, data) in records)
        {
            // The name is the one at octet 12; class IN, a minute to live.
            answer.AddRange([0xc0, 12, 0, (byte)recordType, 0, 1, 0, 0, 0, 60, (byte)(data.Length >> 8), (byte)data.Length]);
            answer.AddRange(data);
        }
        return [.. answer];
    }

    private static IEnumerable<byte> Name(string name) =>
        name.Split('.', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(label => Encoding.ASCII.GetBytes(label).Prepend((byte)label.Length)).Append((byte)0);
}
