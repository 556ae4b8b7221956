using LanguageExt;
using Smtp.Domain.Protocol;
using Smtp.Domain.Sending;
using Smtp.Host.Sending;
using Smtp.Parsing.Transcripts.Sending;

namespace Smtp.Host.Tests.FourWays;

/// <summary>The real client connection alone.</summary>
/// <param name="connect">Opens it: the answer is the connection when it is ready for a message, or none where it is not to be.</param>
internal sealed class DirectClient(Func<IConversation, TimeProvider, CancellationToken, Task<SmtpClientConnection?>> connect) : IOurClient, IDisposable
{
    private readonly ManualTime _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Follower _follower = new();
    private Task<SmtpClientConnection?> _connecting = Task.FromResult<SmtpClientConnection?>(null);
    private Task _running = Task.CompletedTask;

    public Task BeginAsync()
    {
        _running = _connecting = connect(_follower, _time, _stop.Token);
        return Task.CompletedTask;
    }

    public async Task GiveAsync(Outgoing message)
    {
        await _running.WaitAsync(Stage.Patience);
        _running = (await _connecting)!.SendAsync(message, _ => Task.FromResult<Stream>(new MemoryStream(Contents.Of(message))), _stop.Token);
    }

    public async Task NoMoreAsync()
    {
        await _running.WaitAsync(Stage.Patience);
        _running = (await _connecting)!.QuitAsync(_stop.Token);
    }

    public Task StopAsync() => _stop.CancelAsync();

    public Task PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }

    public async Task<IReadOnlyList<string>> EndAsync()
    {
        await _running.WaitAsync(Stage.Patience);
        if (await _connecting is { } connection) await connection.DisposeAsync();
        return _follower.Told;
    }

    public void Dispose() => _stop.Dispose();

    private sealed class Follower : IConversation
    {
        private readonly List<string> _told = [];

        public IReadOnlyList<string> Told => _told;

        public string? Session => null;

        public void Step(ClientState before, Event happened, ClientState after, Seq<Command> commands) =>
            _told.AddRange(SendingTelling.Tell(before, after));

        public Task EndAsync() => Task.CompletedTask;
    }
}
