using System.Net;
using Smtp.Domain.Receiving;

namespace Smtp.Parsing.Transcripts;

/// <summary>What a transcript needs that a live server does not have.</summary>
internal sealed class LiveNeeds(Transcript transcript, LiveServer server)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly Givens _givens = transcript.Givens;
    private readonly bool _asGiven = server.AsGiven || server.Directed;

    /// <summary>Whether the transcript says itself how TLS begins.</summary>
    public static bool NamesTls(Transcript transcript) => transcript.Lines.Exists(line =>
        line is TranscriptLine.Given && line.Source.StartsWith("given tls ", StringComparison.Ordinal));

    /// <summary>All of it, each once, in the order of the lines.</summary>
    public Seq<string> All() => transcript.Lines.Choose(line => Prelude.Optional(Of(line))).Distinct().Strict();

    private string? Of(TranscriptLine line) => line switch
    {
        TranscriptLine.Given given => _asGiven ? OfSetUp(given) : OfDefault(given),
        TranscriptLine.Session { Client.Case: IPAddress client } when AddressCounts(client) => $"a client from {client}",
        TranscriptLine.Answers or TranscriptLine.Stops when !server.Directed => $"'{line.Source}'",
        TranscriptLine.Passes passes when passes.Time > LongestWait && !server.Directed => $"'{line.Source}' to pass",
        TranscriptLine.Sends sends when sends.Pieces.Exists(piece => piece is Piece.Folded { End: FoldedEnd.Refused }) =>
            $"the octets of '{line.Source}'",
        TranscriptLine.Output when line.Source.StartsWith("!! ", StringComparison.Ordinal) => "a script without complaints",
        _ => null,
    };

    private string? OfDefault(TranscriptLine.Given given) => Words(given) switch
    {
        ["host" or "client" or "ids", ..] or ["content", "shown"] or ["role", "mx"] => null,
        ["early", "talkers", "refused"] or ["bare", "line", "endings", "refuse"] => null,
        ["tls", "starttls"] or ["tls", "implicit"] => OfTls(given),
        ["user", var name, ..] => $"'given user {name}'",
        _ => $"'{given.Source}'",
    };

    private string? OfSetUp(TranscriptLine.Given given) => Words(given) switch
    {
        ["tls", ..] => OfTls(given),
        // What is offered depends on TLS, and nothing said of it means none.
        ["auth", ..] when server.Tls && !NamesTls(transcript) => $"'{given.Source}' without TLS (not --tls)",
        // No server lets anybody choose its nonce.
        ["scram", var name, ..] when !server.Directed => $"'given scram {name}'",
        ["auth", "without", ..] when !transcript.Lines.Exists(line => line is TranscriptLine.Session { Client.IsSome: true })
            && _givens.Client.Address.Case is IPAddress client && AddressCounts(client) => $"a client from {client}",
        _ => null,
    };

    private string? OfTls(TranscriptLine.Given given) =>
        (_givens.Settings.Tls == TlsMode.Implicit) == server.Tls ? null
        : server.Tls ? $"'{given.Source}' (not --tls)"
        : $"'{given.Source}' (--tls)";

    /// <summary>Where AUTH without TLS is allowed to this machine, it counts where the client is; a client that plays is near.</summary>
    private bool AddressCounts(IPAddress client) =>
        _asGiven && !server.Directed && _givens.Settings.PlaintextAuth == PlaintextAuth.Loopback && !IPAddress.IsLoopback(client);

    private static string[] Words(TranscriptLine.Given given) => given.Source.Split(' ')[1..];
}
