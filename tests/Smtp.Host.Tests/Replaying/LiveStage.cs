using System.Net;
using LanguageExt;
using Smtp.Domain.Receiving;
using Smtp.Host.Receiving;
using Smtp.Host.Replaying;
using Smtp.Host.Tests.FourWays;
using Smtp.Parsing.Transcripts;

namespace Smtp.Host.Tests.Replaying;

/// <summary>A stage for the code behind <c>smtp replay --against</c>: the connection handler on a loopback socket, its answers as the
/// transcript says, its clock and its end in the hands of the player.</summary>
internal sealed class LiveStage(Givens givens, Certificates certificates, Loopback loopback, bool tls)
    : SocketStage(givens, certificates, loopback), ILiveWorld
{
    private readonly Dictionary<string, Task<Wire>> _servers = new(StringComparer.Ordinal);

    public LivePlayer Player => new(new LivePlace("127.0.0.1", Port), tls, Patience, this);

    public void Begin(LiveStep step)
    {
        Answers.ScriptHasAnswer = step.Asks;
        if (step.Act is not LiveAct.Connect { Client: var from }) return;
        var peer = from.Case is IPAddress address ? new Peer(address) : Givens.Client;
        var settings = tls ? Givens.Settings with { Tls = TlsMode.Implicit } : Givens.Settings;
        // Who is not greeted before it talks does not wait for that.
        var early = settings.Tls != TlsMode.Implicit && step is { Replies: 0, Closes: false, Asks: false };
        _servers.Add(step.Session, Expect(settings, peer, step.Session, early));
    }

    // The script's own question comes before the step that answers it.
    public Task EndAsync(LiveStep step, CancellationToken stop) =>
        step.Asks ? Answers.AskedAsync().WaitAsync(Patience, stop) : Task.CompletedTask;

    public async Task PassAsync(TimeSpan time, IReadOnlyDictionary<string, long> sent, CancellationToken stop)
    {
        foreach (var session in sent.Keys) await _servers[session].WaitAsync(Patience, stop);
        await PassAsync(time, () => sent.All(one => IsWaiting(_servers[one.Key].Result, one.Value)));
    }

    public async Task AnswerAsync(Option<Verdict> verdict, CancellationToken stop)
    {
        await Answers.AskedAsync().WaitAsync(Patience, stop);
        if (verdict.Case is Verdict answer) Answers.Answer(answer);
    }

    public void Stop()
    {
        foreach (var server in _servers.Values) server.Result.Stop();
    }
}
