using System.Globalization;
using Smtp.Domain.Protocol;

namespace Smtp.Domain.Sending;

/// <summary>What a server has offered in its answer to EHLO or LHLO (RFC 5321 §4.1.1.1). Keywords that mean nothing to us are
/// left out.</summary>
public sealed record ServerOffers
{
    /// <summary>A server of 1982, or one that has not been asked.</summary>
    public static ServerOffers None { get; } = new();

    /// <summary>PIPELINING (RFC 2920).</summary>
    public bool Pipelining { get; init; }

    /// <summary>SIZE (RFC 1870): most octets of a message, 0 where there is no fixed limit; absent where SIZE is not offered.</summary>
    public Option<long> Size { get; init; }

    /// <summary>8BITMIME (RFC 6152).</summary>
    public bool EightBitMime { get; init; }

    /// <summary>SMTPUTF8 (RFC 6531).</summary>
    public bool SmtpUtf8 { get; init; }

    /// <summary>CHUNKING (RFC 3030 §2).</summary>
    public bool Chunking { get; init; }

    /// <summary>BINARYMIME (RFC 3030 §3).</summary>
    public bool BinaryMime { get; init; }

    /// <summary>DSN (RFC 3461).</summary>
    public bool Dsn { get; init; }

    /// <summary>STARTTLS (RFC 3207).</summary>
    public bool StartTls { get; init; }

    /// <summary>REQUIRETLS (RFC 8689).</summary>
    public bool RequireTls { get; init; }

    /// <summary>AUTH (RFC 4954): the mechanisms that we know too, in the server's order.</summary>
    public Seq<Mechanism> Mechanisms { get; init; } = [];

    /// <summary>Reads the lines behind the first one, which is only a greeting.</summary>
    public static ServerOffers Of(Reply hello)
    {
        ArgumentNullException.ThrowIfNull(hello);
        var offers = None;
        foreach (var line in hello.Lines.Skip(1)) offers = offers.With(line);
        return offers;
    }

    private ServerOffers With(string line)
    {
        // "AUTH=PLAIN" is how AUTH was written before it was standardised; some servers say both.
        var words = line.Replace("AUTH=", "AUTH ", StringComparison.OrdinalIgnoreCase).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? this : words[0].ToUpperInvariant() switch
        {
            "PIPELINING" => this with { Pipelining = true },
            "SIZE" => this with { Size = Limit(words) },
            "8BITMIME" => this with { EightBitMime = true },
            "SMTPUTF8" => this with { SmtpUtf8 = true },
            "CHUNKING" => this with { Chunking = true },
            "BINARYMIME" => this with { BinaryMime = true },
            "DSN" => this with { Dsn = true },
            "STARTTLS" => this with { StartTls = true },
            "REQUIRETLS" => this with { RequireTls = true },
            "AUTH" => this with { Mechanisms = Known(words) },
            _ => this,
        };
    }

    private static long Limit(string[] words) =>
        words.Length > 1 && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var octets) ? octets : 0;

    private Seq<Mechanism> Known(string[] words)
    {
        var known = Mechanisms;
        foreach (var word in words[1..])
            if (Protocol.Mechanisms.Named(word).Case is Mechanism mechanism && !known.Contains(mechanism)) known = known.Add(mechanism);
        return known;
    }
}
