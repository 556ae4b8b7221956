using System.Globalization;
using System.Security.Cryptography;
using Smtp.Domain.Mail;
using Smtp.Host.Storage;

namespace Smtp.Host.Tests.Storage.CrashPoints;

/// <summary>All that a store says it holds, in lines that can be compared: one for each message with its deliveries, one for each
/// account, and so on. Leases are left out: they end with the process.</summary>
internal static class StoreDescription
{
    public static async Task<SortedSet<string>> OfAsync(SqliteStore store)
    {
        var none = StoreFixture.None;
        var lines = new SortedSet<string>(StringComparer.Ordinal) { $"secret {Short(store.LoginSecret.Reveal())}" };
        var queue = (await store.ListQueueAsync(new QueueFilter(), int.MaxValue, none)).ToLookup(delivery => delivery.Message);
        var kept = (await store.ListMessagesAsync(int.MaxValue, none)).Select(message => message.Id).ToHashSet();
        foreach (var id in kept.Union(queue.Select(each => each.Key)))
        {
            var message = await store.FindMessageAsync(id, none) ?? throw new InvalidOperationException($"{id} is listed and not there.");
            lines.Add(string.Join(' ',
                [Promise(id), kept.Contains(id) ? "kept" : "under way", message.Envelope.From,
                 .. message.Envelope.To.Select(to => $"to {to.Address} in {to.Mailbox ?? "none"}"),
                 $"{message.Size} octets", Short(await ContentAsync(store, message)), .. queue[id].Select(Line),
                 .. (await store.ListAttemptsAsync(id, none)).Select(attempt => $"attempt {attempt.Number} {attempt.Outcome} {attempt.What.Text}"),
                 (await store.FindEntryAsync(id, none)) is { } entry ? $"listed as {entry.Subject}" : "not listed"]));
        }
        foreach (var account in await store.ListAccountsAsync(none))
            lines.Add($"account {account.Name} {Short(account.Keys.StoredKey.Reveal())}");
        foreach (var session in await store.ListSessionsAsync(int.MaxValue, none)) lines.Add($"session {session.Id}");
        return lines;
    }

    /// <summary>How the line of a message begins.</summary>
    public static string Promise(QueueId id) => $"message {id.Text}";

    /// <summary>Content that can be made again from itself: its seed, and then octets of chance.</summary>
    public static byte[] Content(int seed, int size)
    {
        var octets = Some.Octets(size, seed);
        BitConverter.TryWriteBytes(octets, seed);
        return octets;
    }

    private static async Task<byte[]> ContentAsync(SqliteStore store, StoredMessage message)
    {
        var content = await store.ReadAsync(message.Id);
        var whole = content.Length == message.Size && content.AsSpan().SequenceEqual(Content(BitConverter.ToInt32(content), content.Length));
        return whole ? content : throw new InvalidOperationException($"The content of {message.Id} is torn.");
    }

    private static string Line(QueuedDelivery delivery) => string.Create(CultureInfo.InvariantCulture,
        $"delivery {delivery.Key} of {delivery.Position} to {delivery.Address} by {delivery.Destination} tried {delivery.Progress.Attempts} due {delivery.Progress.DueAt:O} held {delivery.Held} last {delivery.Progress.Last?.Text}");

    private static string Short(ReadOnlySpan<byte> octets) => Convert.ToHexString(SHA256.HashData(octets))[..12];
}
