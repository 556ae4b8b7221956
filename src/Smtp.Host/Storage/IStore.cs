using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Host.Storage;

/// <summary>Where accepted mail and accounts live. What it promised, it keeps through any crash.</summary>
public interface IStore : IBodies, IAsyncDisposable
{
    /// <summary>Makes a message durable; when this returns, no crash can lose it.</summary>
    /// <exception cref="StoreFullException">The disk has no room.</exception>
    Task<QueueId> AcceptAsync(Arrival arrival, IBodyWriter body, CancellationToken stop);

    /// <summary>Whether a message of that many octets would still leave the reserve of the disk untouched.</summary>
    bool HasRoomFor(long octets);

    /// <summary>The messages in mailboxes of this host, the newest first.</summary>
    Task<IReadOnlyList<StoredMessage>> ListMessagesAsync(int limit, CancellationToken stop);

    /// <summary>One message, in a mailbox or on its way; null where there is none of that name.</summary>
    Task<StoredMessage?> FindMessageAsync(QueueId id, CancellationToken stop);

    /// <summary>The content of a message, byte for byte; null where there is none of that name.</summary>
    Task<Stream?> OpenContentAsync(QueueId id, CancellationToken stop);

    /// <summary>Removes a message from all mailboxes of this host; false where it is in none. Its content is forgotten once nothing
    /// of it is on its way to somewhere else.</summary>
    Task<bool> DeleteMessageAsync(QueueId id, CancellationToken stop);

    /// <summary>All accounts, by name.</summary>
    Task<IReadOnlyList<Account>> ListAccountsAsync(CancellationToken stop);

    /// <summary>One account, its name compared without case; null where there is none.</summary>
    Task<Account?> FindAccountAsync(string name, CancellationToken stop);

    /// <summary>32 random octets, made at first start and the same ever after: for keys that must look random to others and
    /// yet be the same every time (<see cref="Passwords.FakeKeys"/>).</summary>
    Secret LoginSecret { get; }

    /// <summary>Adds an account; false where the name is taken.</summary>
    Task<bool> AddAccountAsync(Account account, CancellationToken stop);

    /// <summary>Gives an account new keys; false where there is none of that name.</summary>
    Task<bool> ChangeKeysAsync(string name, ScramKeys keys, CancellationToken stop);

    /// <summary>Removes an account; false where there is none of that name. Its mail stays.</summary>
    Task<bool> RemoveAccountAsync(string name, CancellationToken stop);
}

/// <summary>Makes places for content.</summary>
public interface IBodies
{
    /// <summary>A place for the content of a message that is on its way. Disposing it before the message is accepted
    /// leaves nothing behind.</summary>
    IBodyWriter CreateBody();
}

/// <summary>Takes the content of one message, at constant memory.</summary>
public interface IBodyWriter : IAsyncDisposable
{
    /// <summary>Octets written so far.</summary>
    long Size { get; }

    /// <summary>Appends octets.</summary>
    /// <exception cref="StoreFullException">The disk has no room.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken stop);
}

/// <summary>A message on arrival: who brought it, and its envelope.</summary>
/// <param name="Origin">Who brought it.</param>
/// <param name="Envelope">The envelope.</param>
/// <param name="ReceivedAt">When its content was complete.</param>
/// <param name="Placing">Where it goes; null where it stays here, in the mailbox of each recipient.</param>
public sealed record Arrival(Origin Origin, Envelope Envelope, DateTimeOffset ReceivedAt, Placing? Placing = null);

/// <summary>Where a message goes.</summary>
/// <param name="Mailboxes">For each recipient, in their order, whose mailbox of this host it lies in; null where in none.</param>
/// <param name="Deliveries">What is still to be delivered, due at once.</param>
public sealed record Placing(IReadOnlyList<string?> Mailboxes, IReadOnlyList<NewDelivery> Deliveries);

/// <summary>A recipient whose mail goes on to somewhere else.</summary>
/// <param name="Position">Which recipient of the envelope, from 0.</param>
/// <param name="Address">The address, aliases followed.</param>
/// <param name="Destination">The next hop, as routes name it.</param>
public sealed record NewDelivery(int Position, string Address, string Destination);

/// <summary>A message in the store, without its content.</summary>
/// <param name="Id">Its name, the one in <c>250 Ok: queued as ID</c>.</param>
/// <param name="Envelope">Its envelope, apart from its content.</param>
/// <param name="Size">Octets of content.</param>
/// <param name="ReceivedAt">When it was received.</param>
/// <param name="Origin">Who brought it.</param>
public sealed record StoredMessage(QueueId Id, StoredEnvelope Envelope, long Size, DateTimeOffset ReceivedAt, Origin Origin);

/// <summary>Who brought a message, as a Received line will say it.</summary>
/// <param name="Session">The session's name.</param>
/// <param name="Peer">The client's address.</param>
/// <param name="Hello">Who the client said it was.</param>
/// <param name="Protocol">SMTP, ESMTPS, LMTP … (RFC 3848).</param>
/// <param name="Tls">The TLS version and cipher; null without TLS.</param>
/// <param name="User">Who it proved to be; null without AUTH.</param>
public sealed record Origin(string Session, string Peer, string Hello, string Protocol, string? Tls, string? User)
{
    /// <summary>A client, as its session knows it at the end of data.</summary>
    public static Origin Of(Client client) => new(
        client.Link.Session, client.Link.Peer.ToString(), client.Hello.Name.ToString(), client.Protocol,
        client.Tls.Case is TlsFacts tls ? $"{tls.Version} {tls.Cipher}" : null, client.User.Case as string);

    /// <summary>This host itself, which reports on mail.</summary>
    public static Origin Here(HostName host) => new("", "local", host.ToString(), "local", null, null);
}

/// <summary>An envelope as it is kept: addresses in wire form without angle brackets, the null reverse-path empty.</summary>
public sealed record StoredEnvelope(
    string From, IReadOnlyList<StoredRecipient> To, string Body, bool SmtpUtf8, string? Return, string? EnvelopeId,
    string? Submitter, bool RequireTls);

/// <summary>A recipient as it is kept.</summary>
/// <param name="Address">The forward-path.</param>
/// <param name="Notify">NOTIFY as it stands on the wire; null where none was given.</param>
/// <param name="OriginalRecipient">ORCPT as <c>type;address</c>, decoded; null where none was given.</param>
/// <param name="Mailbox">Whose mailbox of this host the message lies in for this recipient; null where in none.</param>
public sealed record StoredRecipient(string Address, string? Notify, string? OriginalRecipient, string? Mailbox = null);

/// <summary>Somebody who may log in and has a mailbox here.</summary>
/// <param name="Name">The user's name, mostly an address.</param>
/// <param name="Keys">What is kept of the password.</param>
/// <param name="CreatedAt">Since when.</param>
public sealed record Account(string Name, ScramKeys Keys, DateTimeOffset CreatedAt);

/// <summary>The disk has no room for more mail.</summary>
public sealed class StoreFullException(string message, Exception? inner = null) : IOException(message, inner);
