using Smtp.Host.Storage;

namespace Smtp.Host.Telemetry;

/// <summary>Whether the host can do its work now (<c>/readyz</c>): its listeners are bound, its store answers, and it does not
/// stop. That it is alive at all is <c>/livez</c>.</summary>
internal sealed class Readiness(IHostApplicationLifetime life, IQueue store)
{
    // Whoever asks has a patience of seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private Task _asked = Task.CompletedTask;

    /// <summary>Why it is not ready; null where it is.</summary>
    public async Task<string?> WhyNotAsync(CancellationToken stop)
    {
        if (life.ApplicationStopping.IsCancellationRequested) return "The host stops.";
        if (!life.ApplicationStarted.IsCancellationRequested) return "The host starts; not all listeners are bound.";
        try
        {
            // A store that hangs is asked once, however often somebody wants to know.
            if (_asked.IsCompleted) _asked = store.RevisionAsync(CancellationToken.None);
            await _asked.WaitAsync(Patience, stop);
            return null;
        }
        catch (TimeoutException)
        {
            return "The store does not answer in time.";
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException)
        {
            return "The store does not answer.";
        }
    }

    /// <summary>200 or 503, and a word for people.</summary>
    public async Task<IResult> AnswerAsync(CancellationToken stop) => await WhyNotAsync(stop) is { } why
        ? Results.Text(why, statusCode: StatusCodes.Status503ServiceUnavailable)
        : Results.Text("ok");
}
