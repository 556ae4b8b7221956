using System.Text;
using CsCheck;
using Smtp.Parsing.Transcripts;
using Xunit.Abstractions;

namespace Smtp.Tests.Snapshots;

/// <summary>Every file under <c>snapshots/</c> is a script and what came of it. Running it must give the same file.</summary>
public sealed class TranscriptSnapshotTest(TranscriptSnapshotTest.Counts counts) : IClassFixture<TranscriptSnapshotTest.Counts>
{
    // Beyond this, cutting octets one by one says nothing new and takes long.
    private const long Small = 1 << 20;

    public static TheoryData<string> Files => [.. Repository.Transcripts()];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_transcript_happens_as_it_is_written(string file)
    {
        var path = Repository.PathTo("snapshots", file);
        var transcript = Read(path);
        var played = TranscriptRunner.Run(transcript);
        await Golden.Compare(TranscriptWriter.Write(played), path, Path.ChangeExtension(path, ".received.smtp"));
        Assert.DoesNotContain(played.Lines, line => line.Source.StartsWith("!! ", StringComparison.Ordinal));
        counts.Whole++;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_transcript_is_written_as_it_was_read(string file)
    {
        var path = Repository.PathTo("snapshots", file);
        Assert.Equal(File.ReadAllText(path), TranscriptWriter.Write(Read(path)));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_split_of_the_octets_gives_the_same_replies(string file)
    {
        var transcript = Read(Repository.PathTo("snapshots", file));
        var whole = TranscriptWriter.Write(TranscriptRunner.Run(transcript));
        var least = SizeOf(transcript) > Small ? 1000 : 1;
        Assert.Equal(whole, TranscriptWriter.Write(TranscriptRunner.Run(transcript, () => least)));
        Gen.Int[least, least + 40].Array[1, 20].Sample(
            sizes =>
            {
                var read = 0;
                return whole == TranscriptWriter.Write(TranscriptRunner.Run(transcript, () => sizes[read++ % sizes.Length]));
            },
            iter: SizeOf(transcript) > Small ? 1 : 20, threads: 1);
        counts.Cut++;
    }

    internal static Transcript Read(string path)
    {
        var text = File.ReadAllText(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        return TranscriptReader.Read(text).Match(
            Right: transcript => transcript,
            Left: error => throw new InvalidOperationException($"{path}, {error}"));
    }

    /// <summary>How many files have passed, printed when all have been played. (The tests of a class run one after the other.)</summary>
    public sealed class Counts(IMessageSink sink) : IDisposable
    {
        public int Whole { get; set; }

        public int Cut { get; set; }

        public void Dispose()
        {
            var (report, all) = (new RunReport(sink), Repository.Transcripts().Count());
            report.Tell($"Golden files through the pure core: {Whole} of {all} passed");
            report.Tell($"Golden files through the pure core, octet by octet and in random segments: {Cut} of {all} passed");
        }
    }

    private static long SizeOf(Transcript transcript) =>
        transcript.Lines.Choose(line => line is TranscriptLine.Sends sends ? Prelude.Some(sends.Pieces) : Prelude.None)
            .Bind(pieces => pieces)
            .Sum(piece => piece switch
            {
                Piece.Octets octets => octets.Value.Count,
                Piece.Repeated repeated => repeated.Size,
                _ => 0L,
            });
}
