using System.Security.Cryptography;
using LanguageExt;
using Smtp.Domain.Delivering;
using Smtp.Domain.Mail;
using Smtp.Domain.Routing;
using Smtp.Host.Policies;
using Smtp.Host.Storage;
using static LanguageExt.Prelude;

namespace Smtp.Host.Sending;

/// <summary>A recipient that a sender is to be told about.</summary>
internal sealed record Reported(QueuedDelivery Delivery, Recipient Recipient, Notice Notice);

/// <summary>Writes the mail that tells senders what became of theirs.</summary>
internal sealed class Reports(SqliteStore store, Func<DeskSettings> settings, TimeProvider time)
{
    private const int Token = 24;

    // A header beyond it is nothing that anybody would read.
    private const int MostHeader = 64 * 1024;

    /// <summary>A report on some recipients of one message, its content still to be stored.</summary>
    /// <param name="message">The message.</param>
    /// <param name="envelope">Its envelope, which has a sender to be told.</param>
    /// <param name="reported">The recipients, one at least.</param>
    /// <param name="stop">Stops it.</param>
    public async Task<Report> WriteAsync(StoredMessage message, Envelope envelope, IReadOnlyList<Reported> reported, CancellationToken stop)
    {
        if (envelope.From is not ReversePath.Of { Mailbox: var sender })
            throw new InvalidOperationException("Nobody can be told about a message with a null reverse-path.");
        var (now, us) = (time.GetUtcNow(), settings());
        var composed = StatusReport.Compose(new ReportRequest(
            AccountName.Of(us.HostName), now, RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", Token),
            new OriginalMessage(sender, envelope.Options, message.ReceivedAt, message.Size, await HeaderAsync(message.Id, stop)),
            toSeq(reported).Map(one => new ReportedRecipient(one.Delivery.Address, one.Recipient.Original, one.Notice)).Strict()));
        var body = store.CreateBody();
        try
        {
            await body.WriteAsync(composed.Head, stop);
            if (composed.ReturnsWhole) await CopyAsync(message.Id, body, stop);
            else await body.WriteAsync(await HeaderAsync(message.Id, stop), stop);
            await body.WriteAsync(composed.Tail, stop);
            var back = Envelope.Empty(ReversePath.Null.Path, composed.Options)
                .With(new Recipient(new ForwardPath.Of(composed.To), Notify.Never, None));
            var placing = await Placements.OfAsync(back, us.Directions, store, stop);
            var arrival = new Arrival(Origin.Here(us.HostName), back, now, placing);
            return new Report(new NewReport(arrival, body, [.. reported.Select(one => one.Delivery.Key)]));
        }
        catch
        {
            await body.DisposeAsync();
            throw;
        }
    }

    private async Task<byte[]> HeaderAsync(QueueId id, CancellationToken stop)
    {
        await using var content = await OpenAsync(id, stop);
        var buffer = new byte[MostHeader];
        var read = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, stop);
        return buffer[..HeaderFields.Length(buffer.AsSpan(0, read))];
    }

    // Whose content is lost hears what became of it all the same; and of what an operator has deleted no report is ever stored.
    private async Task<Stream> OpenAsync(QueueId id, CancellationToken stop)
    {
        try
        {
            return await store.OpenContentAsync(id, stop) ?? Stream.Null;
        }
        catch (StoreException)
        {
            return Stream.Null;
        }
    }

    private async Task CopyAsync(QueueId id, IBodyWriter body, CancellationToken stop)
    {
        await using var content = await OpenAsync(id, stop);
        var buffer = new byte[64 * 1024];
        while (await content.ReadAsync(buffer, stop) is var read and > 0) await body.WriteAsync(buffer.AsMemory(0, read), stop);
    }
}

/// <summary>A report whose content is not stored yet. Disposing it leaves nothing behind of one that never was.</summary>
internal sealed class Report(NewReport report) : IAsyncDisposable
{
    /// <summary>What is to be stored.</summary>
    public NewReport New => report;

    public ValueTask DisposeAsync() => report.Body.DisposeAsync();
}
