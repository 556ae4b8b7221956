using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using CsCheck;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Grammar;
using Smtp.Tests.Grammar;

namespace Smtp.Tests.Fuzz;

/// <summary>Whatever comes, from the first octet to the last: the session is total, bounded and repeatable, and what it says
/// is well formed. <c>SMTP_FUZZ_SESSIONS=1000000</c> makes it a longer run.</summary>
public sealed class FuzzTest(RunReport report) : IClassFixture<RunReport>
{
    private static readonly int Sessions =
        int.Parse(Environment.GetEnvironmentVariable("SMTP_FUZZ_SESSIONS") ?? "2000", CultureInfo.InvariantCulture);

    private static readonly Gen<byte[]> Line = Gen.OneOf(
        Gen.Byte.Array[0, 200], Generate.Command.Select(command => Encoding.UTF8.GetBytes(CommandWriter.Write(command))));

    [Fact]
    public void A_session_holds_the_laws_whatever_happens_and_however_its_octets_are_cut()
    {
        var seen = new ConcurrentDictionary<string, int>();
        long steps = 0;
        var clock = Stopwatch.StartNew();
        Stories.Any.Sample(story =>
        {
            var (cut, whole) = (new Player(story, cut: true).Play(), new Player(story, cut: false).Play());
            if (!cut.Wire.SequenceEqual(whole.Wire)) throw new InvalidOperationException("The cuts make a difference.");
            Refold(story, cut);
            foreach (var (_, after, _) in cut.Log) seen.AddOrUpdate(after.GetType().Name, 1, (_, times) => times + 1);
            Interlocked.Add(ref steps, cut.Log.Count);
        }, iter: Sessions, print: story => story.ToString());

        report.Tell($"Generated sessions through the pure core: {Sessions}, {steps} steps, each twice and folded again, in {clock.Elapsed.TotalSeconds:0.0} s: "
            + $"{Sessions / clock.Elapsed.TotalSeconds:0} sessions/s; rarest state {seen.MinBy(state => state.Value)}");
        var states = typeof(State).GetNestedTypes().Where(type => !type.IsAbstract && type != typeof(State.Opening));
        Assert.Equal(states.Select(type => type.Name).Order(), seen.Keys.Order());
    }

    [Fact]
    public void The_parser_gives_a_command_or_a_reason_for_any_line_within_any_limit() =>
        Gen.Select(Line, Gen.Enum<LineKind>(), Gen.Int[2, 600])
            .Sample((line, kind, limit) =>
            {
                var read = CommandGrammar.Read(line, kind, new LineLimits(limit, limit, limit, limit));
                return read is { IsBottom: false } && (line.Length + 2 <= limit || read.IsLeft);
            }, iter: Sessions);

    [Fact]
    public void The_framing_finds_the_same_commands_however_the_octets_are_cut() =>
        Gen.Select(Gen.Select(Line, Gen.OneOf("\r\n", "\r\n", "\n", "")).Array[0, 6], Gen.Int[1, 9].Array[1, 10])
            .Sample((lines, cuts) =>
            {
                var octets = lines.SelectMany(line => line.Item1.Concat(Encoding.ASCII.GetBytes(line.Item2))).ToArray();
                Assert.Equal(Commands(octets, [octets.Length + 1]), Commands(octets, cuts));
            }, iter: Sessions);

    /// <summary>The same commands from the beginning: the same states, the same replies.</summary>
    private static void Refold(Story story, Player played)
    {
        var state = Session.Open(story.Settings, Peer.Local, "1", DateTimeOffset.UnixEpoch).State;
        foreach (var (command, after, replies) in played.Log)
        {
            (state, var again) = Session.Step(state, command);
            if (state != after || again != replies) throw new InvalidOperationException($"{command} came out differently.");
        }
    }

    private static List<string> Commands(byte[] octets, int[] cuts)
    {
        var (reader, found) = (new CommandReader(), new List<string>());
        var want = new Want.Line(LineKind.Command, new LineLimits(64, 128, 128, 128), TimeSpan.Zero);
        var (start, end) = (0, 0);
        for (var i = 0; ; i++)
        {
            int consumed;
            do
            {
                if (reader.TryRead(octets.AsSpan(start, end - start), want, out consumed) is { } command) found.Add($"{command}");
                start += consumed;
            }
            while (consumed > 0);
            if (end == octets.Length) return found;
            end = Math.Min(octets.Length, end + cuts[i % cuts.Length]);
        }
    }
}
