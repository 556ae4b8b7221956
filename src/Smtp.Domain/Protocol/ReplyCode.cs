namespace Smtp.Domain.Protocol;

/// <summary>The three digits that begin a reply; the first alone decides what the client does next (RFC 5321 §4.2.1).</summary>
/// <param name="Value">200 to 599.</param>
public readonly record struct ReplyCode(int Value)
{
    /// <summary>2yz: done.</summary>
    public bool IsPositive => Value is >= 200 and < 300;

    /// <summary>3yz: go on.</summary>
    public bool IsIntermediate => Value is >= 300 and < 400;

    /// <summary>4yz: not now.</summary>
    public bool IsTransient => Value is >= 400 and < 500;

    /// <summary>5yz: never.</summary>
    public bool IsPermanent => Value is >= 500 and < 600;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("000", System.Globalization.CultureInfo.InvariantCulture);
}
