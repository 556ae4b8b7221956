using Smtp.Host.Configuration;
using Smtp.Host.Receiving;
using Smtp.Parsing.Transcripts;
using Smtp.Parsing.Transcripts.Sending;
using Smtp.Tests;
using Xunit.Abstractions;

namespace Smtp.Host.Tests.FourWays;

/// <summary>Every golden file through the real connection handler: over pipes in memory and over a loopback socket with real
/// TLS, whole and in random segments; those of a client through the real client connection. (The first way, the pure core, is TranscriptSnapshotTest; the fourth, <c>smtp replay --against</c>,
/// is FourthWayTest. Each way prints its count.)</summary>
public sealed class FourWaysTest : IClassFixture<FourWaysTest.Fixture>
{
    // Beyond this, cutting octets one by one says nothing new and takes long.
    private const long Small = 1 << 16;

    private readonly Fixture _fixture;

    public FourWaysTest(Fixture fixture) => _fixture = fixture;

    [Theory]
    [InlineData("pipes", 1 << 16)]
    [InlineData("pipes", 0)]
    [InlineData("pipes", 1)]
    [InlineData("socket", 1 << 16)]
    [InlineData("socket", 0)]
    [InlineData("socket", 1)]
    public async Task Every_golden_file_happens_as_it_is_written(string way, int segment)
    {
        var (passed, wrong) = (0, new List<string>());
        foreach (var file in Repository.Transcripts())
        {
            var text = await File.ReadAllTextAsync(Repository.PathTo("snapshots", file));
            var transcript = TranscriptReader.Read(text).IfLeft(error => throw new InvalidOperationException($"{file}: {error}"));
            if (segment < 1 << 16 && (SizeOf(transcript) > Small || IsInjected(transcript))) continue;
            // Away from the test's own threads, of which other tests have need: each segment would wait for its turn there.
            var happened = await Task.Run(() => PlayAsync(way, transcript, segment));
            if (happened == text) passed++;
            else wrong.Add($"{file}\n{FirstDifference(text, happened)}");
        }
        _fixture.Report.Tell($"Golden files over {way}, in segments of {(segment > 0 ? segment : "1 to 39")} octets: {passed} passed, {wrong.Count} failed");
        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
    }

    private async Task<string> PlayAsync(string way, Transcript transcript, int segment)
    {
        try
        {
            if (transcript.Client.Case is SendingGivens { Settings: var settings })
            {
                return way == "pipes"
                    ? await ClientStages.OverPipesAsync(transcript, settings, _fixture.Certificates, Segments(segment))
                    : await ClientStages.OverSocketAsync(transcript, settings, _fixture.Certificates, Segments(segment));
            }
            await using Stage stage = way == "pipes"
                ? new PipeStage(transcript.Givens, _fixture.Certificates, Segments(segment))
                : new SocketStage(transcript.Givens, _fixture.Certificates, _fixture.Loopback);
            await using var player = new Player(stage, transcript, Segments(segment));
            return await player.PlayAsync();
        }
        catch (Exception failure) when (failure is TimeoutException or OperationCanceledException or IOException)
        {
            return failure.ToString();
        }
    }

    /// <summary>The sizes of segments, the same in each run.</summary>
    private static Func<int> Segments(int size)
    {
        var random = new Random(20261123);
        return () => size > 0 ? size : random.Next(1, 40);
    }

    /// <summary>Whether a server says more behind its reply to STARTTLS. Octets that come with the reply are seen for what they are; those that
    /// come later fail the handshake, which is another story.</summary>
    private static bool IsInjected(Transcript transcript) => transcript.Client.IsSome && transcript.Lines.Zip(transcript.Lines.Skip(1)).Any(pair =>
        pair is (TranscriptLine.Says { Octets: var said }, TranscriptLine.Handshake) && said.Count(octet => octet == (byte)'\n') > 1);

    private static long SizeOf(Transcript transcript) => transcript.Lines.OfType<TranscriptLine.Sends>()
        .SelectMany(line => line.Pieces).Sum(piece => piece is Piece.Repeated repeated ? repeated.Size : 100);

    internal static string FirstDifference(string expected, string received)
    {
        var (left, right) = (expected.Split('\n'), received.Split('\n'));
        var at = Enumerable.Zip(left, right).TakeWhile(pair => pair.First == pair.Second).Count();
        return string.Join('\n', left.Take(at).TakeLast(4).Select(line => "  " + line)
            .Concat(left.Skip(at).Take(4).Select(line => "- " + line))
            .Concat(right.Skip(at).Take(12).Select(line => "+ " + line)));
    }

    public sealed class Fixture : IAsyncLifetime
    {
        private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("smtp-test-");

        public Fixture(IMessageSink sink)
        {
            Report = new RunReport(sink);
            var around = new Surroundings(new Dictionary<string, string?>(), _directory.FullName, "localhost");
            Certificates = Certificates.Open(ConfigLoader.Load(null, new Dictionary<string, string?>(), around), TimeProvider.System);
        }

        internal Certificates Certificates { get; }

        internal Loopback Loopback { get; private set; } = null!;

        public RunReport Report { get; }

        public async Task InitializeAsync() => Loopback = await Loopback.StartAsync();

        public async Task DisposeAsync()
        {
            await Loopback.DisposeAsync();
            Certificates.Dispose();
            _directory.Delete(recursive: true);
        }
    }
}
