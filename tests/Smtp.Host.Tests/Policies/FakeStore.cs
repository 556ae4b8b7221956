using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Host.Storage;

namespace Smtp.Host.Tests.Policies;

/// <summary>A store in memory, whose disk is as full as a test wants it.</summary>
internal sealed class FakeStore : IStore
{
    /// <summary>Whether there is room before content comes.</summary>
    public bool HasRoom { get; set; } = true;

    /// <summary>What happens when content is written.</summary>
    public Exception? OnWrite { get; set; }

    /// <summary>What happens when a message is accepted.</summary>
    public Func<CancellationToken, Task>? OnAccept { get; set; }

    /// <summary>What was accepted, by its sender and its size.</summary>
    public List<(string From, long Size)> Accepted { get; } = [];

    /// <summary>How often it was asked for accounts.</summary>
    public int LookUps { get; private set; }

    public Secret LoginSecret { get; } = new(new byte[32]);

    public IBodyWriter CreateBody() => new FakeBody(this);

    public bool HasRoomFor(long octets) => HasRoom;

    public async Task<QueueId> AcceptAsync(Arrival arrival, IBodyWriter body, CancellationToken stop)
    {
        if (OnAccept is not null) await OnAccept(stop);
        Accepted.Add((arrival.Envelope.From.Address, body.Size));
        return new QueueId($"m{Accepted.Count}");
    }

    public Task<Account?> FindAccountAsync(string name, CancellationToken stop)
    {
        LookUps++;
        return Task.FromResult<Account?>(null);
    }

    public Task<IReadOnlyList<Account>> ListAccountsAsync(CancellationToken stop) => Task.FromResult<IReadOnlyList<Account>>([]);

    public Task<IReadOnlyList<StoredMessage>> ListMessagesAsync(int limit, CancellationToken stop) =>
        throw new NotSupportedException();

    public Task<StoredMessage?> FindMessageAsync(QueueId id, CancellationToken stop) => throw new NotSupportedException();
    public Task<Stream?> OpenContentAsync(QueueId id, CancellationToken stop) => throw new NotSupportedException();
    public Task<bool> DeleteMessageAsync(QueueId id, CancellationToken stop) => throw new NotSupportedException();
    public Task<bool> AddAccountAsync(Account account, CancellationToken stop) => throw new NotSupportedException();
    public Task<bool> ChangeKeysAsync(string name, ScramKeys keys, CancellationToken stop) => throw new NotSupportedException();
    public Task<bool> RemoveAccountAsync(string name, CancellationToken stop) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => default;

    private sealed class FakeBody(FakeStore store) : IBodyWriter
    {
        public long Size { get; private set; }

        public ValueTask WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken stop)
        {
            if (store.OnWrite is { } fault) throw fault;
            Size += octets.Length;
            return default;
        }

        public ValueTask DisposeAsync() => default;
    }
}
