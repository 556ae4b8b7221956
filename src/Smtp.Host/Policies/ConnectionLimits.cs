using System.Collections.Concurrent;
using System.Net;
using Smtp.Domain.Receiving;
using Smtp.Host.Configuration;

namespace Smtp.Host.Policies;

/// <summary>How many connections there are, in total and from each address; 421 beyond (RFC 5321 §3.8).</summary>
internal sealed class ConnectionLimits(Func<LimitOptions> limits) : IPolicy
{
    private readonly ConcurrentDictionary<IPAddress, int> _perAddress = new();
    private int _total;

    /// <summary>Connections now.</summary>
    public int Total => Volatile.Read(ref _total);

    /// <summary>Counts a connection until it is disposed.</summary>
    public IDisposable Enter(Peer peer)
    {
        Interlocked.Increment(ref _total);
        if (peer.Address.Case is IPAddress address) _perAddress.AddOrUpdate(address, 1, static (_, count) => count + 1);
        return new Seat(this, peer);
    }

    public ValueTask<Verdict?> JudgeAsync(Question question, CancellationToken stop)
    {
        if (question is not Question.Connection connection) return default;
        var most = limits();
        var peer = connection.Link.Peer;
        if (Total > most.Connections) return new(new Verdict.Deferred(Reason.TooManyConnections));
        var counts = most.CountLoopback || !peer.IsLoopback;
        return counts && peer.Address.Case is IPAddress address
            && _perAddress.TryGetValue(address, out var here) && here > most.ConnectionsPerAddress
            ? new(new Verdict.Deferred(Reason.TooManyFromAddress))
            : default;
    }

    private void Leave(Peer peer)
    {
        Interlocked.Decrement(ref _total);
        if (peer.Address.Case is not IPAddress address) return;
        var left = _perAddress.AddOrUpdate(address, 0, static (_, count) => count - 1);
        // Removed only while it is still zero, so that a connection that has come meanwhile is not forgotten.
        if (left == 0) _perAddress.TryRemove(KeyValuePair.Create(address, 0));
    }

    private sealed class Seat(ConnectionLimits limits, Peer peer) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0) limits.Leave(peer);
        }
    }
}
