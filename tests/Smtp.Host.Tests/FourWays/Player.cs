using System.Text;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Transcripts;

namespace Smtp.Host.Tests.FourWays;

/// <summary>Plays the client of a transcript against the real connection handler, and writes the transcript anew.</summary>
internal sealed class Player(Stage stage, Transcript transcript, Func<int> segment) : IAsyncDisposable
{
    private readonly IReadOnlyList<Scene> _scenes = Scene.Of(transcript);
    private readonly Dictionary<string, StageClient> _clients = new(StringComparer.Ordinal);
    private readonly List<string> _ids = [];
    private StageClient? _current;
    private string _name = "";

    /// <summary>The transcript as it happened.</summary>
    public async Task<string> PlayAsync()
    {
        var lines = new List<TranscriptLine>();
        for (var i = 0; i < _scenes.Count; i++)
        {
            var scene = _scenes[i];
            lines.AddRange(scene.Inputs);
            stage.Answers.ScriptHasAnswer = i + 1 < _scenes.Count && _scenes[i + 1].Inputs is [TranscriptLine.Answers];
            await ActAsync(i);
            lines.AddRange(scene.Retell(await OutputAsync(scene), _ids));
        }
        return string.Concat(lines.Select(line => line.Source + "\n"));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values) await client.DisposeAsync();
    }

    private async Task ActAsync(int index)
    {
        var scene = _scenes[index];
        switch (scene.Inputs)
        {
            case [] when index + 1 < _scenes.Count && _scenes[index + 1].Inputs is not [TranscriptLine.Session]:
                await OpenAsync(stage.Givens.Client, index);
                break;
            case []:
                break;
            case [TranscriptLine.Session session]:
                _name = session.Name;
                if (!_clients.TryGetValue(_name, out _current))
                    await OpenAsync(session.Client.Case is System.Net.IPAddress address ? new Peer(address) : stage.Givens.Client, index);
                break;
            case [TranscriptLine.Sends, ..] when _current!.SaidEarly:
                _current.SaidEarly = false;
                break;
            case [TranscriptLine.Sends, ..]:
                await SendAsync(Octets(scene));
                break;
            case [TranscriptLine.Ends]:
                _current!.End();
                break;
            case [TranscriptLine.Resets]:
                await _current!.ResetAsync();
                break;
            case [TranscriptLine.Handshake { Tls.IsSome: true }]:
                await _current!.StartTlsAsync();
                break;
            case [TranscriptLine.Handshake]:
                await SendAsync([Encoding.ASCII.GetBytes("this is no ClientHello\r\n")]);
                break;
            case [TranscriptLine.Answers { Verdict.Case: Verdict verdict }]:
                await stage.Answers.AskedAsync().WaitAsync(Stage.Patience);
                stage.Answers.Answer(verdict);
                break;
            case [TranscriptLine.Answers]:
                await stage.Answers.AskedAsync().WaitAsync(Stage.Patience);
                break;
            case [TranscriptLine.Passes passes]:
                await stage.PassAsync(passes.Time, () => _clients.Values.All(client => client.IsWaitedFor(stage)));
                break;
            case [TranscriptLine.Stops]:
                foreach (var client in _clients.Values) client.Server.Stop();
                break;
            default:
                throw new InvalidOperationException($"Nobody can play {scene.Inputs[0].Source}");
        }
    }

    private async Task OpenAsync(Peer peer, int index)
    {
        var talksEarly = stage.Givens.Settings.Tls != TlsMode.Implicit
            && !_scenes[index].HasOutput && index + 1 < _scenes.Count && _scenes[index + 1].Inputs is [TranscriptLine.Sends, ..];
        var early = talksEarly ? Octets(_scenes[index + 1]).SelectMany(octets => octets.ToArray()).ToArray() : [];
        var (stream, server) = await stage.ConnectAsync(peer, _name.Length > 0 ? _name : "1", early);
        _current = new StageClient(stream, server) { SaidEarly = talksEarly };
        _clients[_name] = _current;
    }

    private async Task SendAsync(IEnumerable<ReadOnlyMemory<byte>> octets)
    {
        foreach (var block in octets)
        {
            for (var rest = block; !rest.IsEmpty;)
            {
                var size = stage.Cuts && !_current!.IsSecure ? rest.Length : Math.Min(rest.Length, segment());
                // A server that has closed does not take more; what it said before is what counts.
                if (!await _current!.TryWriteAsync(rest[..size])) return;
                rest = rest[size..];
            }
        }
    }

    private IEnumerable<ReadOnlyMemory<byte>> Octets(Scene scene)
    {
        foreach (var piece in scene.Inputs.Cast<TranscriptLine.Sends>().SelectMany(line => line.Pieces))
        {
            switch (piece)
            {
                case Piece.Octets octets: yield return octets.Value.ToArray(); break;
                case Piece.Id id: yield return Encoding.UTF8.GetBytes(_ids[id.Ordinal - 1]); break;
                case Piece.Repeated repeated:
                    var block = Block(repeated);
                    for (var left = repeated.Size; left > 0; left -= block.Length)
                        yield return block.AsMemory(0, (int)Math.Min(left, block.Length));
                    break;
                default: throw new InvalidOperationException($"Nobody can send {piece.GetType().Name}.");
            }
        }
    }

    private static byte[] Block(Piece.Repeated repeated)
    {
        var pattern = repeated.Pattern.ToArray();
        return [.. Enumerable.Repeat(pattern, Math.Max(1, 65536 / pattern.Length)).SelectMany(octets => octets)];
    }

    /// <summary>What came of a scene: as many lines of the server as the transcript has there, behind what was told meanwhile.</summary>
    private async Task<IReadOnlyList<string>> OutputAsync(Scene scene)
    {
        var expected = scene.Rest.OfType<TranscriptLine.Output>().Select(line => line.Source).ToList();
        List<string> said = [];
        foreach (var line in expected.Where(line => line[0] == 'S' && line[1] != '.'))
            if (await _current!.ReadLineAsync() is { } octets) said.AddRange(Outputs.Lines((ReadOnlyMemory<byte>)octets));
        if (expected.Contains("S.") && await _current!.IsClosedAsync()) said.Add("S.");
        // The script's own question is told before the server waits for its answer.
        if (stage.Answers.ScriptHasAnswer) await stage.Answers.AskedAsync().WaitAsync(Stage.Patience);
        var told = stage.Answers.TakeTold();
        foreach (var line in told.Where(line => line.StartsWith("=> ", StringComparison.Ordinal) && line.Contains(':', StringComparison.Ordinal) && line[3] is not ('|' or '"' or '…')))
            _ids.Add(line[3..line.IndexOf(':', StringComparison.Ordinal)]);
        return [.. told, .. said];
    }
}
