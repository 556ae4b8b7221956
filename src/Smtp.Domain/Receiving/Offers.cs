using Smtp.Domain.Protocol;

namespace Smtp.Domain.Receiving;

/// <summary>What a server offers, computed from its settings and the state of the connection: nothing else is ever
/// advertised, and nothing else is taken.</summary>
public static class Offers
{
    /// <summary>The extensions offered now, in the order in which EHLO lists them.</summary>
    public static Seq<Extension> Of(Link link, Option<TlsFacts> tls)
    {
        var settings = link.Settings;
        Seq<Extension> offers = [];
        if (Has(settings, ExtensionSet.Pipelining)) offers = offers.Add(new Extension.Pipelining());
        if (Has(settings, ExtensionSet.Size)) offers = offers.Add(new Extension.Size(settings.Limits.MessageSize));
        if (Has(settings, ExtensionSet.EightBitMime)) offers = offers.Add(new Extension.EightBitMime());
        if (SmtpUtf8(settings)) offers = offers.Add(new Extension.SmtpUtf8());
        if (Has(settings, ExtensionSet.EnhancedStatusCodes)) offers = offers.Add(new Extension.EnhancedStatusCodes());
        if (Has(settings, ExtensionSet.Chunking)) offers = offers.Add(new Extension.Chunking());
        if (BinaryMime(settings)) offers = offers.Add(new Extension.BinaryMime());
        if (Has(settings, ExtensionSet.Dsn)) offers = offers.Add(new Extension.Dsn());
        if (StartTls(settings, tls)) offers = offers.Add(new Extension.StartTls());
        if (Auth(link, tls)) offers = offers.Add(new Extension.Auth(settings.Mechanisms));
        if (RequireTls(settings, tls)) offers = offers.Add(new Extension.RequireTls());
        if (Has(settings, ExtensionSet.Limits))
            offers = offers.Add(new Extension.Limits(settings.Limits.Transactions, settings.Limits.Recipients));
        return offers.Add(new Extension.Help());
    }

    internal static bool Has(Settings settings, ExtensionSet extension) => (settings.Extensions & extension) == extension;

    internal static bool SmtpUtf8(Settings settings) => Has(settings, ExtensionSet.SmtpUtf8 | ExtensionSet.EightBitMime);

    internal static bool BinaryMime(Settings settings) => Has(settings, ExtensionSet.BinaryMime | ExtensionSet.Chunking);

    internal static bool StartTls(Settings settings, Option<TlsFacts> tls) => settings.Tls == TlsMode.StartTls && tls.IsNone;

    internal static bool RequireTls(Settings settings, Option<TlsFacts> tls) =>
        tls.IsSome && Has(settings, ExtensionSet.RequireTls);

    internal static bool Auth(Link link, Option<TlsFacts> tls) => !link.Settings.Mechanisms.IsEmpty && MayAuthenticate(link, tls);

    internal static bool MayAuthenticate(Link link, Option<TlsFacts> tls) =>
        tls.IsSome || (link.Settings.PlaintextAuth == PlaintextAuth.Loopback && link.Peer.IsLoopback);
}
