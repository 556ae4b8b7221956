using LanguageExt;
using Smtp.Domain.Protocol;
using Smtp.Domain.Sending;
using Smtp.Host.Configuration;
using Smtp.Host.Receiving;
using Smtp.Host.Recording;
using Smtp.Host.Storage;
using Smtp.Parsing.Transcripts.Sending;
using ILogger = Serilog.ILogger;

namespace Smtp.Host.Sending;

/// <summary>Keeps the conversations with next hops beside those with clients.</summary>
internal sealed class RecordedConversations(ISessions store, Func<RecordOptions> options, TimeProvider time, ILogger log)
{
    /// <summary>Begins to record; null where nothing is to be recorded.</summary>
    public IConversation? Begin(SendingSettings settings) => options().Sessions ? new Recorded(this, settings) : null;

    private sealed class Recorded(RecordedConversations all, SendingSettings settings) : IConversation
    {
        private readonly SendingRecorder _recorder = new(settings, $"Mail to {settings.Remote}");
        private readonly DateTimeOffset _opened = all.Now;
        private ClientState? _last;
        private TlsFacts? _tls;
        private int _delivered;

        public string Session { get; } = SessionIds.Next();

        public void Step(ClientState before, Event happened, ClientState after, Seq<Command> commands)
        {
            _recorder.Step(before, happened, after, commands);
            if (happened is Event.TlsStarted started) _tls = started.Tls;
            if (before is ClientState.Finishing && after is ClientState.Settled { Last.Case: Handover handover }
                && handover.Outcomes.Exists(one => one is Outcome.Delivered)) _delivered++;
            _last = after;
        }

        public async Task EndAsync()
        {
            var ending = _last is ClientState.Closed closed ? closed.Ending.ToString() : "BrokenOff";
            var session = new StoredSession(
                Session, _opened, all.Now, $"to {settings.Remote}", settings.HostName.ToString(),
                _tls is { } tls ? $"{tls.Version} {tls.Cipher}" : null, settings.Login.Map(login => login.User).Case as string, ending, _delivered, []);
            await all.KeepAsync(RecordedRow.OfText(session, _recorder.Finish()));
        }
    }

    private DateTimeOffset Now => time.GetUtcNow();

    private async Task KeepAsync(RecordedRow row)
    {
        try
        {
            await store.AddSessionsAsync([row], new Pruning(options().Keep, Now - options().Age));
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException)
        {
            log.Warning("A conversation was not recorded: {Reason}", fault.Message);
        }
    }
}
