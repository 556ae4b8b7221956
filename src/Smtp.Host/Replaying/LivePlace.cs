using System.Globalization;

namespace Smtp.Host.Replaying;

/// <summary>Where a live server listens.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its port.</param>
public sealed record LivePlace(string Host, int Port)
{
    /// <summary>Reads <c>HOST:PORT</c> or <c>[IPV6]:PORT</c>; null where the text is neither.</summary>
    public static LivePlace? Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.LastIndexOf(':');
        if (colon <= 0) return null;
        var host = text[..colon];
        if (host is ['[', .. var address, ']']) host = address;
        else if (host.Contains(':', StringComparison.Ordinal)) return null;
        var digits = text[(colon + 1)..];
        return host.Length > 0 && ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
            ? new LivePlace(host, port)
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");
}
