using System.Net;
using System.Text;
using CsCheck;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Transcripts;
using Smtp.Parsing.Transcripts.Recording;

namespace Smtp.Tests.Recording;

/// <summary>Whatever happens in a session, its recording is a transcript that comes out the same when it is played, and that
/// nobody can learn a password from.</summary>
public sealed class RecordingTest
{
    private static readonly DateTimeOffset Opened = new(2026, 11, 23, 18, 43, 11, TimeSpan.Zero);

    private static readonly ScramMasks Masks = new();

    private static readonly Gen<Limits> AnyLimits = Gen.Int[0, 2].Select(which => which switch
    {
        0 => new Limits(),
        1 => new Limits { MessageSize = 1000, Recipients = 2, Transactions = 3, Errors = 6, Junk = 7, Chunks = 2, TextLine = 100 },
        _ => new Limits { MessageSize = 0, CommandLine = 80, SaslLine = 300 },
    });

    private static readonly Gen<Patience> AnyPatience = Gen.Bool.Select(short_ => short_
        ? new Patience { Command = TimeSpan.FromMilliseconds(1500), Content = TimeSpan.FromSeconds(90), Verdict = TimeSpan.FromHours(2) }
        : new Patience());

    private static readonly Gen<Settings> AnySettings = Gen.Select(
        Gen.Enum<Role>(), Gen.Enum<TlsMode>(), Gen.Int[0, 3], AnyLimits, AnyPatience, Gen.Int[0, 1023], Gen.Bool,
        (role, tls, details, limits, patience, extensions, few) => new Settings
        {
            HostName = new HostName.Named(new DomainName(few ? "mx.example.org" : "localhost")),
            Role = role,
            Tls = tls,
            TlsRequired = tls != TlsMode.None && details == 3,
            Mechanisms = details == 0 ? [] : Prelude.Seq(Mechanism.ScramSha256, Mechanism.Plain, Mechanism.Login),
            PlaintextAuth = details == 1 ? PlaintextAuth.Never : PlaintextAuth.Loopback,
            Extensions = few ? (ExtensionSet)extensions : ExtensionSet.All,
            BareLineEndings = details == 2 ? BareLineEndings.Normalize : BareLineEndings.Refuse,
            Limits = limits,
            Patience = patience,
        });

    private static readonly Gen<Peer> AnyPeer = Gen.Int[0, 3].Select(which => which switch
    {
        0 => Peer.Local,
        1 => new Peer(IPAddress.Parse("192.0.2.1")),
        2 => new Peer(IPAddress.Loopback),
        _ => new Peer(IPAddress.Parse("2001:db8::25")),
    });

    [Fact]
    public void Every_recording_comes_out_the_same_when_it_is_played() =>
        Check.Sample(
            Gen.Select(AnySettings, AnyPeer, Gen.Int[0, int.MaxValue].Array[0, 160], Gen.Int[0, 3], Gen.Int[0, 9], Gen.Bool),
            (settings, peer, choices, bodies, size, early) =>
            {
                var options = Options(bodies, size, early);
                var recorded = Record(settings, peer, new RandomWorld(choices, early), options);
                var text = recorded.ToText(name => name == RandomWorld.Known);
                var played = Play(text);
                Assert.True(text == played, $"recorded:\n{text}\nplayed:\n{played}");
                foreach (var secret in (string[])[RandomWorld.Password, RandomWorld.Mistake])
                {
                    Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
                    Assert.DoesNotContain(secret, Encoding.UTF8.GetString(Decoded(text)), StringComparison.Ordinal);
                }
            },
            iter: 300);

    [Fact]
    public void So_does_what_was_recorded_so_far_at_any_moment_of_it() =>
        Check.Sample(
            Gen.Select(AnySettings, AnyPeer, Gen.Int[0, int.MaxValue].Array[0, 60], Gen.Int[0, 3], Gen.Int[0, 9], Gen.Bool),
            (settings, peer, choices, bodies, size, early) =>
            {
                var options = Options(bodies, size, early);
                var link = new Link(settings, peer, "16d7bake7f", Opened);
                using var recorder = new SessionRecorder(options, link);
                var looks = 0;
                new PureShell(new RandomWorld(choices, early), recorder, state =>
                {
                    // Before the greeting there is nothing to play.
                    if (state is State.Opening or State.Screening or State.Closed) return;
                    looks++;
                    var text = recorder.SoFar().ToText(name => name == RandomWorld.Known);
                    Assert.Contains(", running\n", text, StringComparison.Ordinal);
                    var played = Play(text);
                    Assert.True(text == played, $"so far:\n{text}\nplayed:\n{played}");
                    Assert.DoesNotContain(RandomWorld.Password, text, StringComparison.Ordinal);
                    Assert.DoesNotContain(RandomWorld.Mistake, text, StringComparison.Ordinal);
                    Assert.DoesNotContain(RandomWorld.Password, Encoding.UTF8.GetString(Decoded(text)), StringComparison.Ordinal);
                    Assert.DoesNotContain(RandomWorld.Mistake, Encoding.UTF8.GetString(Decoded(text)), StringComparison.Ordinal);
                }).Run(link);
                var end = recorder.Finish();
                Assert.True(looks > 0 || end.Ending.IsSome);
            },
            iter: 150);

    private static RecorderOptions Options(int bodies, int size, bool early) => new()
    {
        Bodies = bodies == 0 ? 1000 : 0,
        Limit = size == 0 ? 1500 : 256 * 1024,
        EarlyTalkersWelcome = early,
        Masks = Masks,
    };

    private static RecordedSession Record(Settings settings, Peer peer, IWorld world, RecorderOptions options)
    {
        var link = new Link(settings, peer, "16d7bake7f", Opened);
        using var recorder = new SessionRecorder(options, link);
        new PureShell(world, recorder).Run(link);
        return recorder.Finish();
    }

    private static string Play(string text) => TranscriptReader.Read(text).Match(
        Right: transcript => TranscriptWriter.Write(TranscriptRunner.Run(transcript)),
        Left: error => $"{error}\n{text}");

    /// <summary>Every word of the text that is base64, decoded.</summary>
    private static byte[] Decoded(string text) =>
        [.. text.Split(' ', '\n', '"').SelectMany(word =>
        {
            var octets = new byte[word.Length];
            return Convert.TryFromBase64String(word, octets, out var length) ? octets.Take(length) : [];
        })];
}
