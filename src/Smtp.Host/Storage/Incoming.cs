using Smtp.Domain.Mail;

namespace Smtp.Host.Storage;

/// <summary>A message on its way into the store, under the name it will have.</summary>
internal sealed class Incoming(Arrival arrival, StoredBody body, QueueId id)
{
    private readonly StoredMessage _message = EnvelopeText.Describe(arrival, id, body.Size);
    private ReadOnlyMemory<byte>? _octets;

    /// <summary>Its name.</summary>
    public QueueId Id => id;

    /// <summary>Whether its content has a file; known once it is sealed, and before that it has none under its name.</summary>
    public bool InFile { get; private set; } = true;

    /// <summary>About how much it adds to a transaction.</summary>
    public int OctetsInRow => _octets?.Length ?? 0;

    /// <summary>Makes content that is in a file durable.</summary>
    public async Task SealAsync()
    {
        _octets = await body.SealAsync(id);
        InFile = _octets is null;
    }

    /// <summary>Writes its rows.</summary>
    public void Write(WriteStatements statements) => statements.AddMessage(_message, _octets, arrival.Placing?.Deliveries ?? []);
}
