using System.Net;
using Microsoft.Data.Sqlite;
using Serilog.Core;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Host.Storage;

namespace Smtp.Host.Tests.Storage;

/// <summary>An empty directory for a store, gone when the test is over.</summary>
internal sealed class StoreFixture : IDisposable
{
    public static CancellationToken None => CancellationToken.None;

    public StoreFixture(string? directory = null) =>
        Path = directory ?? Directory.CreateTempSubdirectory("smtp-store-").FullName;

    public string Path { get; }

    public StoreSettings Settings => new(Path) { DiskReserve = 0 };

    public string Bodies => System.IO.Path.Combine(Path, "bodies");

    public Task<SqliteStore> OpenAsync(StoreRole role = StoreRole.Host) => OpenAsync(Settings, role);

    public static Task<SqliteStore> OpenAsync(StoreSettings settings, StoreRole role = StoreRole.Host) =>
        SqliteStore.OpenAsync(settings, role, Logger.None, None);

    /// <summary>A connection of somebody else.</summary>
    public static SqliteConnection Connect(string directory)
    {
        var connection = new SqliteConnection($"Data Source={System.IO.Path.Combine(directory, "smtp.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    /// <summary>Somebody else writes until this is disposed of, so that the store has to wait.</summary>
    public static SqliteConnection Write(string directory)
    {
        var connection = Connect(directory);
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        command.ExecuteNonQuery();
        return connection;
    }

    /// <summary>The files of contents, wherever they are below <c>bodies/</c>.</summary>
    public string[] BodyFiles() => Directory.GetFiles(Bodies, "*", SearchOption.AllDirectories);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

internal static class Some
{
    public static readonly DateTimeOffset Time = new DateTimeOffset(2026, 3, 14, 15, 9, 26, TimeSpan.Zero).AddTicks(5358979);

    public static Mailbox Mailbox(string local = "bob", string domain = "example.org") =>
        new(new LocalPart(local), new HostName.Named(new DomainName(domain)));

    public static Client Client(TlsFacts? tls = null, string? user = null) => new(
        new Link(new Settings(), new Peer(IPAddress.Loopback), "s1", Time),
        tls,
        new Hello(HelloKind.Ehlo, new HostName.Named(new DomainName("client.example"))),
        user,
        Tally.Zero);

    public static Envelope Envelope() =>
        Domain.Mail.Envelope.Empty(new ReversePath.Of(Mailbox("alice")), MailOptions.None)
            .With(Recipient.Of(new ForwardPath.Of(Mailbox())));

    public static Arrival Arrival(DateTimeOffset? at = null) => new(Origin.Of(Client()), Envelope(), at ?? Time);

    /// <summary>Octets of every value, the same for the same seed.</summary>
    public static byte[] Octets(int size, int seed = 1)
    {
        var octets = new byte[size];
        new Random(seed).NextBytes(octets);
        return octets;
    }

    public static async Task<QueueId> AcceptAsync(this SqliteStore store, byte[] content, Arrival? arrival = null)
    {
        const int piece = 5000;
        await using var body = store.CreateBody();
        for (var at = 0; at < content.Length; at += piece)
            await body.WriteAsync(content.AsMemory(at, Math.Min(piece, content.Length - at)), StoreFixture.None);
        return await store.AcceptAsync(arrival ?? Arrival(), body, StoreFixture.None);
    }

    public static async Task<byte[]> ReadAsync(this SqliteStore store, QueueId id)
    {
        await using var content = await store.OpenContentAsync(id, StoreFixture.None)
            ?? throw new InvalidOperationException($"No {id}.");
        using var memory = new MemoryStream();
        await content.CopyToAsync(memory);
        return memory.ToArray();
    }
}
