using System.Globalization;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Parsing.Transcripts.Recording;

/// <summary>Writes the <c>given</c> lines of a session, as <see cref="GivenLines"/> reads them: what differs from what holds
/// without them.</summary>
internal static class GivenText
{
    // The name of each is its keyword, but for one.
    private static readonly (ExtensionSet One, string Keyword)[] Extensions =
        [.. Enum.GetValues<ExtensionSet>()
            .Where(one => one is not (ExtensionSet.None or ExtensionSet.All))
            .Select(one => (one, one == ExtensionSet.EightBitMime ? "8BITMIME" : one.ToString().ToUpperInvariant()))];

    public static IEnumerable<string> Lines(Link link, bool earlyTalkersWelcome)
    {
        var (settings, plain) = (link.Settings, Givens.None);
        if (settings.HostName != plain.Settings.HostName) yield return $"given host {settings.HostName}";
        if (settings.Role != Role.Mx) yield return $"given role {settings.Role.ToString().ToLowerInvariant()}";
        if (settings.Tls != TlsMode.None)
            yield return $"given tls {settings.Tls.ToString().ToLowerInvariant()}{(settings.TlsRequired ? " required" : "")}";
        if (!settings.Mechanisms.IsEmpty)
            yield return $"given auth {string.Join(' ', settings.Mechanisms.Map(mechanism => mechanism.Name().ToLowerInvariant()))}";
        if (settings.PlaintextAuth == PlaintextAuth.Loopback) yield return "given auth without tls on loopback";
        if (settings.Limits != plain.Settings.Limits)
            foreach (var line in Limits(settings.Limits, plain.Settings.Limits)) yield return line;
        if (settings.Patience != plain.Settings.Patience)
            foreach (var line in Patience(settings.Patience, plain.Settings.Patience)) yield return line;
        if (settings.Extensions != ExtensionSet.All)
            yield return $"given without {string.Join(' ', Extensions.Where(one => !settings.Extensions.HasFlag(one.One)).Select(one => one.Keyword))}";
        if (settings.BareLineEndings == BareLineEndings.Normalize) yield return "given bare line endings normalize";
        if (link.Peer != plain.Client) yield return $"given client {link.Peer}";
        if (earlyTalkersWelcome) yield return "given early talkers welcome";
    }

    private static IEnumerable<string> Limits(Limits limits, Limits plain)
    {
        (string Name, long Value, long Plain)[] all =
        [
            ("messageSize", limits.MessageSize, plain.MessageSize), ("recipients", limits.Recipients, plain.Recipients),
            ("commandLine", limits.CommandLine, plain.CommandLine), ("saslLine", limits.SaslLine, plain.SaslLine),
            ("textLine", limits.TextLine, plain.TextLine), ("transactions", limits.Transactions, plain.Transactions),
            ("errors", limits.Errors, plain.Errors), ("junk", limits.Junk, plain.Junk), ("chunks", limits.Chunks, plain.Chunks),
        ];
        return all.Where(one => one.Value != one.Plain)
            .Select(one => string.Create(CultureInfo.InvariantCulture, $"given limit {one.Name} {one.Value}"));
    }

    private static IEnumerable<string> Patience(Patience patience, Patience plain)
    {
        (string Name, TimeSpan Value, TimeSpan Plain)[] all =
        [
            ("command", patience.Command, plain.Command), ("content", patience.Content, plain.Content),
            ("handshake", patience.Handshake, plain.Handshake), ("verdict", patience.Verdict, plain.Verdict),
        ];
        return all.Where(one => one.Value != one.Plain).Select(one => $"given patience {one.Name} {TimeText.Of(one.Value)}");
    }
}
