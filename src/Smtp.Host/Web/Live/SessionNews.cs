using Smtp.Host.Recording;

namespace Smtp.Host.Web.Live;

/// <summary>Tells whoever looks on of sessions: that they begin and end, and, to those who follow one, that something was said in it.
/// Sessions themselves wait for none of it, and where nobody looks on nothing is made.</summary>
internal sealed class SessionNews(SessionArchive archive, LiveEvents events) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        archive.Running.Began += OnBegan;
        archive.Running.WentOn += OnWentOn;
        archive.Running.Ended += OnEnded;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        archive.Running.Began -= OnBegan;
        archive.Running.WentOn -= OnWentOn;
        archive.Running.Ended -= OnEnded;
        return Task.CompletedTask;
    }

    private void OnBegan(SessionTape tape)
    {
        if (events.IsHeard) Publish(LiveTopic.Sessions, "session-opened", tape);
    }

    private void OnWentOn(SessionTape tape)
    {
        if (events.IsFollowed(tape.Link.Session)) Publish(LiveTopic.Steps, "session-continued", tape);
    }

    private void OnEnded(SessionTape tape)
    {
        if (events.IsHeard) Publish(LiveTopic.Sessions, "session-ended", tape);
    }

    private void Publish(LiveTopic topic, string type, SessionTape tape) =>
        events.Publish(topic, type, new SessionNewsItem(tape.Link.Session, tape.Accepted), tape.Link.Session);
}
