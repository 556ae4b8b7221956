namespace Smtp.Domain.Mail;

/// <summary>Where failures are reported: a mailbox, or nowhere (RFC 5321 §4.1.2, Reverse-path; §4.5.5).</summary>
public abstract record ReversePath
{
    private ReversePath() { }

    /// <summary><c>&lt;&gt;</c>: a message which must never cause a bounce, mostly because it is one.</summary>
    public sealed record Null : ReversePath
    {
        /// <summary>The one null path.</summary>
        public static Null Path { get; } = new();

        /// <inheritdoc/>
        public override string ToString() => "<>";
    }

    /// <summary>A sender that can be told.</summary>
    public sealed record Of(Mailbox Mailbox) : ReversePath
    {
        /// <inheritdoc/>
        public override string ToString() => $"<{Mailbox}>";
    }

    /// <summary>False when the path needs SMTPUTF8.</summary>
    public bool IsAscii => this is not Of { Mailbox.IsAscii: false };

    /// <summary>The address without angle brackets; empty for the null path.</summary>
    public string Address => this is Of of ? of.Mailbox.ToString() : "";
}
