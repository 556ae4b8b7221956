using System.Text.RegularExpressions;
using Smtp.Domain.Sending;
using Smtp.Host.Replaying;
using Smtp.Host.Tests.FourWays;
using Smtp.Host.Tests.Receiving;
using Smtp.Parsing.Transcripts;
using Smtp.Parsing.Transcripts.Sending;
using Xunit.Abstractions;

namespace Smtp.Host.Tests.Replaying;

/// <summary>Every golden file against a running host, by <c>smtp replay --against</c>: as the host is when nothing is configured; where
/// that does not do, set up as the file says; and where a file has the answers, the clock or the fate of the host in its own
/// hands, played by the code behind the command to the connection handler on a socket. Those of a client: our client
/// dials a live server, and where mail brings it there, so does the courier of a running host.</summary>
public sealed partial class FourthWayTest(FourWaysTest.Fixture fixture, ITestOutputHelper details) : IClassFixture<FourWaysTest.Fixture>, IDisposable
{
    private readonly Replays _replays = new();
    private readonly List<string> _failures = [];

    public void Dispose() => _replays.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_golden_file_of_a_server_passes_against_a_running_host(bool tls) => await Task.Run(async () =>
    {
        var (byDefault, left) = await ByDefaultAsync(tls);
        var (setUp, rest) = await SetUpAsync(left, tls);
        var (directed, skipped) = await DirectedAsync(rest, tls);

        foreach (var (file, reason) in skipped) details.WriteLine($"skipped {file}: {reason}");
        fixture.Report.Tell($"Golden files of a server against a running host{(tls ? ", TLS from the first octet on" : "")}: "
            + $"{byDefault} as it is by default, {setUp} set up as they say, {directed} that have answers, clock or fate in hand; {skipped.Count} need "
            + (tls ? "a beginning without TLS" : "TLS from the first octet on"));
        Assert.True(_failures.Count == 0, string.Join("\n\n", _failures));
        Assert.All(skipped, one => Assert.Matches(tls ? @"\(not --tls\)|a matter of haste$" : @"\(--tls\)", one.Reason));
    });

    [Fact]
    public async Task Every_golden_file_of_a_client_passes_with_a_live_server() => await Task.Run(async () =>
    {
        var (couriers, dialed) = (0, 0);
        foreach (var (file, transcript) in ReplayFile.Find([Replays.Snapshots]).Select(one => Golden.Read(one.Name)))
        {
            if (transcript.Client.Case is not SendingGivens { Settings: var settings }) continue;
            var text = transcript.ToString();
            if (!IsSame(file, text, await ClientStages.DialedAsync(transcript, settings, fixture.Certificates))) continue;
            dialed++;
            if (CourierClient.Cannot(transcript) is { } reason) details.WriteLine($"{file}: {reason}");
            else if (IsSame(file, WithoutSizes(text), WithoutSizes(await CourierAsync(transcript, settings)))) couriers++;
        }
        fixture.Report.Tell($"Golden files of a client with a live server: {dialed} passed where it is dialed as smtp send does, "
            + $"{couriers} of them from the queue of a running host too, {_failures.Count} failed");
        Assert.True(_failures.Count == 0, string.Join("\n\n", _failures));
    });

    private async Task<string> CourierAsync(Transcript transcript, SendingSettings settings)
    {
        using var listener = ClientStages.Listen();
        await using var client = await CourierClient.StartAsync(transcript, settings, listener.LocalEndpoint);
        return await new ServerPlayer(transcript, ClientStages.AcceptAsync(listener, fixture.Certificates, () => int.MaxValue), client).PlayAsync();
    }

    /// <summary>A host puts a line before the content that it hands on, so that there is more of it.</summary>
    private static string WithoutSizes(string text) => Sizes().Replace(text, "");

    private bool IsSame(string file, string text, string happened)
    {
        if (happened == text) return true;
        _failures.Add($"{file}\n{FourWaysTest.FirstDifference(text, happened)}");
        return false;
    }

    /// <summary>The whole folder, by the command, to a host with nothing configured.</summary>
    private async Task<(int Passed, IReadOnlyList<string> Skipped)> ByDefaultAsync(bool tls)
    {
        await using var host = await TestServer.StartAsync(
            ("listeners:0:address", "127.0.0.1:0"), ("listeners:0:tls", tls ? "implicit" : "starttls"));
        var lines = await ReplayAsync(Replays.Snapshots, host.Port, tls);
        var skipped = lines.Where(line => line.StartsWith("skipped ", StringComparison.Ordinal)).ToList();
        Assert.All(skipped, line => Assert.Contains(": needs ", line, StringComparison.Ordinal));
        return (lines.Count(IsOk), [.. skipped.Select(line => line["skipped ".Length..line.IndexOf(": needs ", StringComparison.Ordinal)])]);
    }

    /// <summary>File by file, by the command, to a host that is set up as the file says.</summary>
    private async Task<(int Passed, IReadOnlyList<Golden> Others)> SetUpAsync(IEnumerable<string> files, bool tls)
    {
        await using var host = await GivenHost.StartAsync();
        var (passed, others) = (0, new List<Golden>());
        foreach (var golden in files.Select(Golden.Read).Where(golden => golden.Transcript.Client.IsNone))
        {
            if (LiveScript.Of(golden.Transcript, new LiveServer { Tls = tls, AsGiven = true }).IsLeft || !GivenHost.CanBe(golden.Transcript.Givens))
            {
                others.Add(golden);
                continue;
            }
            var port = await host.SetUpAsync(golden.Transcript.Givens, tls);
            passed += (await ReplayAsync(golden.File, port, tls, "--assume-givens")).Count(IsOk);
        }
        return (passed, others);
    }

    /// <summary>File by file, to a connection handler whose answers, clock and end are the player's.</summary>
    private async Task<(int Passed, IReadOnlyList<(string File, string Reason)> Skipped)> DirectedAsync(IEnumerable<Golden> files, bool tls)
    {
        var (passed, skipped) = (0, new List<(string, string)>());
        foreach (var (file, transcript) in files)
        {
            switch (LiveScript.Of(transcript, new LiveServer { Tls = tls, Directed = true }).Case)
            {
                case LiveScript script when await DirectedAsync(file, script, tls): passed++; break;
                case string reason: skipped.Add((file, reason)); break;
                default: break;
            }
        }
        return (passed, skipped);
    }

    private async Task<bool> DirectedAsync(string file, LiveScript script, bool tls)
    {
        await using var stage = new LiveStage(script.Transcript.Givens, fixture.Certificates, fixture.Loopback, tls);
        var difference = TranscriptDiff.Between(script.Transcript, await stage.Player.PlayAsync(script, CancellationToken.None), file);
        difference.IfSome(_failures.Add);
        return difference.IsNone;
    }

    /// <summary>Runs the command, and keeps what it says of files that failed.</summary>
    private async Task<IReadOnlyList<string>> ReplayAsync(string path, int port, bool tls, params string[] options)
    {
        string[] arguments = [path, "--against", $"127.0.0.1:{port}", .. options, .. tls ? ["--tls"] : Array.Empty<string>()];
        var (exit, output, error) = await _replays.RunAsync(arguments);
        if (exit != 0) _failures.Add(output + error);
        return output.Split('\n');
    }

    private static bool IsOk(string line) => line.StartsWith("ok ", StringComparison.Ordinal);

    [GeneratedRegex("(?<=^C= |^C: BDAT |The message has )[0-9]+", RegexOptions.Multiline)]
    private static partial Regex Sizes();

    private sealed record Golden(string File, Transcript Transcript)
    {
        public static Golden Read(string file) =>
            new(file, new ReplayFile(file).Read(out var problem) ?? throw new InvalidOperationException(problem));
    }
}
