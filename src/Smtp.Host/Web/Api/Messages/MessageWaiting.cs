using Microsoft.AspNetCore.Http.HttpResults;
using Smtp.Host.Storage;
using Smtp.Host.Web.Api.Problems;
using Smtp.Host.Web.Live;
using Smtp.Host.Web.Search;
using Smtp.Parsing.Search;

namespace Smtp.Host.Web.Api.Messages;

/// <summary>Waits for messages. Nobody polls: it looks when something has happened to messages, and at no other time.</summary>
internal sealed class MessageWaiting(
    MessageFinder finder, MessageIndexer indexer, LiveEvents events, IHostApplicationLifetime lifetime, TimeProvider time)
{
    // Each of them searches whenever a message comes.
    private const int MostWaiting = 100;

    private int _waiting;

    /// <summary>How many requests wait now.</summary>
    public int Count => Volatile.Read(ref _waiting);

    /// <summary>As many messages as are wanted, the newest first, or why there are not.</summary>
    /// <param name="query">Which messages.</param>
    /// <param name="count">How many.</param>
    /// <param name="since">Only those that came after this mark; null for all that are there.</param>
    /// <param name="patience">How long.</param>
    /// <param name="stop">The client has gone.</param>
    public async Task<(IReadOnlyList<MessageEntry> Messages, ProblemHttpResult? Problem)> WaitAsync(
        SearchQuery query, int count, long? since, TimeSpan patience, CancellationToken stop)
    {
        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return ([], Problem.Of(ProblemKind.TooManyWait, $"{MostWaiting} requests wait for messages already."));
        }
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, lifetime.ApplicationStopping);
        try
        {
            return await LookAsync(query, count, since, patience, ending.Token);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            return ([], Problem.Of(ProblemKind.Stopping, "The host was told to stop."));
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async Task<(IReadOnlyList<MessageEntry> Messages, ProblemHttpResult? Problem)> LookAsync(
        SearchQuery query, int count, long? since, TimeSpan patience, CancellationToken stop)
    {
        var began = time.GetTimestamp();
        await indexer.CaughtUpAsync(stop);
        while (true)
        {
            // What happens from here on wakes us, what happened before is found.
            var sequence = events.Last;
            var found = await finder.NewestAsync(query, count, since, stop);
            if (found.Count == count) return (found, null);
            if (await HappensAsync(sequence, began, patience, stop)) continue;
            var words = $"{found.Count} of {count} messages matched within {patience.TotalSeconds:0.#} seconds.";
            return ([], Problem.Of(ProblemKind.NothingCame, words, ("found", found.Count)));
        }
    }

    private async Task<bool> HappensAsync(long sequence, long began, TimeSpan patience, CancellationToken stop)
    {
        while (true)
        {
            var left = patience - time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero) return false;
            try
            {
                await events.WaitAsync(sequence, stop).WaitAsync(left, time, stop);
            }
            catch (TimeoutException)
            {
                return false;
            }
            // Sessions and the queue have news far more often. Where some are forgotten already, there may have been others among them.
            if (events.After(sequence) is not { } news || news.Any(one => one.Topic.HasFlag(LiveTopic.Messages))) return true;
            sequence = news[^1].Sequence;
        }
    }
}
