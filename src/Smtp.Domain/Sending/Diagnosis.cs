using Smtp.Domain.Protocol;

namespace Smtp.Domain.Sending;

/// <summary>Why an attempt ended as it did (RFC 3464 §2.3.4, §2.3.6).</summary>
/// <param name="Status">The enhanced status code: the one the reply has, or the nearest to what happened (RFC 3463).</param>
/// <param name="Text">One line for people: the reply without its code, or what went wrong here.</param>
/// <param name="Reply">What the next hop said, word for word; absent where it said nothing.</param>
/// <param name="Remote">Who said it, or was to be reached: a host name or an address; empty where nobody was.</param>
public sealed record Diagnosis(EnhancedStatusCode Status, string Text, Option<Reply> Reply, string Remote = "")
{
    /// <summary>Something that went wrong on this side.</summary>
    /// <param name="status">Such as <c>4.4.1</c>.</param>
    /// <param name="text">One line for people.</param>
    /// <param name="remote">Who was to be reached.</param>
    public static Diagnosis Here(string status, string text, string remote = "") =>
        new(EnhancedStatusCode.Parse(status), text, None, remote);
}
