using Smtp.Domain.Mail;
using Smtp.Host.Storage;

namespace Smtp.Host.Web.Api.Queue;

/// <summary>Finds deliveries.</summary>
internal sealed class QueueFinder(IQueue queue, TimeProvider time)
{
    private const int MostShown = 1000;

    /// <summary>A part of the queue.</summary>
    public async Task<DeliveryList> ListAsync(QueueFilter filter, int limit, long after, CancellationToken stop)
    {
        // One more than asked for tells whether there is more.
        var found = await queue.ListQueueAsync(filter, limit + 1, stop, after);
        var (shown, now) = (found.Take(limit).ToList(), time.GetUtcNow());
        return new DeliveryList(
            [.. shown.Select(one => Delivery.Of(one, now))], found.Count > limit ? Limits.Write(shown[^1].Key) : null,
            await queue.CountQueueAsync(filter, stop));
    }

    /// <summary>What becomes of a message; null where nothing is known of it.</summary>
    public async Task<DeliveryDetail?> ReadAsync(QueueId message, CancellationToken stop)
    {
        var deliveries = await queue.ListQueueAsync(new QueueFilter(message), MostShown, stop);
        var attempts = await queue.ListAttemptsAsync(message, stop);
        if (deliveries.Count == 0 && attempts.Count == 0) return null;
        var now = time.GetUtcNow();
        return new DeliveryDetail(
            message.Text, [.. deliveries.Select(one => Delivery.Of(one, now))], [.. attempts.TakeLast(MostShown).Select(DeliveryAttempt.Of)]);
    }

    /// <summary>Does something with every delivery that matches.</summary>
    /// <returns>How many matched.</returns>
    public Task<int> ChangeAsync(QueueFilter filter, QueueChange change, CancellationToken stop) =>
        queue.ChangeQueueAsync(filter, change, time.GetUtcNow(), stop);
}
