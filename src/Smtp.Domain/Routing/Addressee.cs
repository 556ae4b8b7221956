using Smtp.Domain.Mail;

namespace Smtp.Domain.Routing;

/// <summary>Who a forward-path means, as far as the address book can tell: which accounts exist is asked separately.</summary>
public abstract record Addressee
{
    private Addressee() { }

    /// <summary>No domains are ours in particular, so mail for anyone is taken and kept.</summary>
    public sealed record Captured : Addressee
    {
        /// <summary>The one such answer.</summary>
        public static Captured Mail { get; } = new();
    }

    /// <summary>The address is of a domain that is not ours.</summary>
    public sealed record Foreign : Addressee
    {
        /// <summary>The one such answer.</summary>
        public static Foreign Domain { get; } = new();
    }

    /// <summary>An address of ours whose alias leads to one that is not: the mail goes on there, from its own sender
    /// (RFC 5321 §3.9.1), whoever brought it.</summary>
    /// <param name="To">Where the last alias leads.</param>
    public sealed record Forwarded(Mailbox To) : Addressee;

    /// <summary>The postmaster, who takes mail whether or not there is an account for it (RFC 5321 §4.5.1).</summary>
    /// <param name="AccountNames">The accounts that may be meant, aliases followed, the first that exists being the one.</param>
    public sealed record Postmaster(Seq<string> AccountNames) : Addressee;

    /// <summary>One of these accounts, the first that exists being the one; none of them means nobody.</summary>
    /// <param name="AccountNames">The names to look up, as <see cref="AccountName"/> writes them, aliases followed.</param>
    /// <param name="CatchAll">Who gets mail of this domain that is for nobody else, aliases followed;
    /// <see cref="AddressBook.AccountNames"/> tells the accounts that may be meant.</param>
    public sealed record Candidates(Seq<string> AccountNames, Option<Mailbox> CatchAll) : Addressee;
}
