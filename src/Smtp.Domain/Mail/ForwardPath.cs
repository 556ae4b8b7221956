namespace Smtp.Domain.Mail;

/// <summary>Where a message goes: a mailbox, or the <c>postmaster</c> of whoever listens (RFC 5321 §4.1.1.3, §4.5.1).</summary>
/// <remarks>A source route before the address is read and dropped (RFC 5321 App. C).</remarks>
public abstract record ForwardPath
{
    private ForwardPath() { }

    /// <summary><c>&lt;postmaster&gt;</c>, in any case and without a domain.</summary>
    public sealed record Postmaster : ForwardPath
    {
        /// <summary>The one bare postmaster.</summary>
        public static Postmaster Path { get; } = new();

        /// <inheritdoc/>
        public override string ToString() => "<postmaster>";
    }

    /// <summary>A mailbox.</summary>
    public sealed record Of(Mailbox Mailbox) : ForwardPath
    {
        /// <inheritdoc/>
        public override string ToString() => $"<{Mailbox}>";
    }

    /// <summary>False when the path needs SMTPUTF8.</summary>
    public bool IsAscii => this is not Of { Mailbox.IsAscii: false };

    /// <summary>The address without angle brackets.</summary>
    public string Address => this is Of of ? of.Mailbox.ToString() : "postmaster";
}
