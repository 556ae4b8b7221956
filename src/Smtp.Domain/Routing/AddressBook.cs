using Smtp.Domain.Mail;

namespace Smtp.Domain.Routing;

/// <summary>Who an address is: our domains, aliases, catch-alls and sub-addresses, as configured. Pure data: which accounts
/// exist is for the caller to look up.</summary>
/// <remarks>Entries with a problem (<see cref="Problems"/>) are passed over. Only an alias leads to an address that is not ours,
/// for whoever runs the host has named it; a catch-all never does.</remarks>
public sealed record AddressBook
{
    /// <summary>Most aliases that are followed one after the other; a longer way, or a circle, is not followed at all.</summary>
    public const int MaxHops = 10;

    internal static readonly LocalPart PostmasterName = new("postmaster");

    // Never changed once they are made. (LanguageExt's own look for type classes in all assemblies before the first message.)
    private readonly System.Collections.Generic.HashSet<string> ours;
    private readonly Dictionary<string, AddressText> aliases = [];
    private readonly Dictionary<string, AddressText> catchAlls = [];
    private readonly Option<HostName> home;

    /// <summary>Puts a book together.</summary>
    /// <param name="domains">The domains that are ours, in any form (U-labels or A-labels), and address literals such as
    /// <c>[192.0.2.1]</c>. None means that everything is captured.</param>
    /// <param name="aliases">Other names. Of two for the same name the first counts.</param>
    /// <param name="catchAlls">Who gets the rest, by domain.</param>
    /// <param name="delimiter">What parts a local part from its sub-address, as in <c>alice+tag</c> (RFC 5233 §1): one
    /// punctuation mark of ASCII; empty for no sub-addresses.</param>
    public AddressBook(Seq<string> domains, Seq<Alias> aliases, Seq<CatchAll> catchAlls, string delimiter = "+")
    {
        Domains = domains.Strict();
        Aliases = aliases.Strict();
        CatchAlls = catchAlls.Strict();
        Delimiter = delimiter ?? "";
        var hosts = Domains.Choose(AddressText.ReadHost).Strict();
        home = hosts.HeadOrNone();
        ours = [.. hosts.Map(AccountName.Of)];
        foreach (var alias in Aliases)
            if (AddressBookProblems.Of(this, alias, out var name, out var target) is null) this.aliases.TryAdd(name, target);
        foreach (var catchAll in CatchAlls)
            if (AddressBookProblems.Of(this, catchAll, out var name, out var target) is null) this.catchAlls.TryAdd(name, target);
    }

    /// <summary>The book of a host with nothing configured: everything is captured.</summary>
    public static AddressBook Everything { get; } = new([], [], []);

    /// <summary>The domains that are ours, as configured.</summary>
    public Seq<string> Domains { get; }

    /// <summary>Other names, as configured.</summary>
    public Seq<Alias> Aliases { get; }

    /// <summary>Who gets the rest, as configured.</summary>
    public Seq<CatchAll> CatchAlls { get; }

    /// <summary>What parts a local part from its sub-address; empty for no sub-addresses.</summary>
    public string Delimiter { get; }

    /// <summary>Tells who a forward-path is. Total: it has an answer for every path.</summary>
    public Addressee Resolve(ForwardPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Domains.IsEmpty) return Addressee.Captured.Mail;
        var asked = path is ForwardPath.Of of ? of.Mailbox : home.Map(domain => new Mailbox(PostmasterName, domain));
        if (asked.Case is not Mailbox mailbox) return new Addressee.Postmaster(Seq1(PostmasterName.Text));
        if (!IsOurs(mailbox.Host)) return Addressee.Foreign.Domain;
        var meant = Follow(mailbox);
        if (!IsOurs(meant.Host)) return new Addressee.Forwarded(meant);
        return IsPostmaster(mailbox) || IsPostmaster(meant)
            ? new Addressee.Postmaster(AccountNames(meant))
            : new Addressee.Candidates(AccountNames(meant), CatchAllOf(meant.Host));
    }

    /// <summary>The names under which the account of an address may be known, the most exact first: the address, the
    /// address without its sub-address, and the local part alone of both.</summary>
    public Seq<string> AccountNames(Mailbox mailbox)
    {
        ArgumentNullException.ThrowIfNull(mailbox);
        return WithoutSubAddress(mailbox.Local).Case is LocalPart bare
            ? Seq(AccountName.Of(mailbox), AccountName.Of(mailbox with { Local = bare }),
                AccountName.Of(mailbox.Local), AccountName.Of(bare))
            : Seq(AccountName.Of(mailbox), AccountName.Of(mailbox.Local));
    }

    /// <inheritdoc/>
    public bool Equals(AddressBook? other) =>
        other is not null && Domains == other.Domains && Aliases == other.Aliases && CatchAlls == other.CatchAlls
        && Delimiter == other.Delimiter;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Domains, Aliases, CatchAlls, Delimiter);

    /// <summary>What is wrong with the book, in sentences for whoever configures it; nothing where all is well.</summary>
    public Seq<string> Problems() => AddressBookProblems.All(this);

    /// <summary>The first of our domains, whose postmaster is meant where no domain is said; None where everything is captured.</summary>
    internal Option<HostName> Home => home;

    /// <summary>The address that an address stands for, aliases followed.</summary>
    internal Mailbox Meant(Mailbox address) => Follow(address);

    internal Mailbox WithoutSubAddress(Mailbox mailbox) =>
        WithoutSubAddress(mailbox.Local).Case is LocalPart bare ? mailbox with { Local = bare } : mailbox;

    internal bool IsOurs(HostName host) => ours.Contains(AccountName.Of(host));

    /// <summary>Where one alias leads; nowhere at an address that has none, or one that leads to itself.</summary>
    internal Option<Mailbox> Next(Mailbox at)
    {
        if (!IsOurs(at.Host)) return None;
        foreach (var name in AccountNames(at))
        {
            if (!aliases.TryGetValue(name, out var target)) continue;
            var next = target.In(at.Host);
            // "sales" for "sales@example.org" gathers all our domains in one: arrived there, it says nothing more.
            return AccountName.Of(next) == AccountName.Of(at) ? None : next;
        }
        return None;
    }

    private Mailbox Follow(Mailbox from)
    {
        var at = from;
        for (var hops = 0; hops <= MaxHops; hops++)
        {
            if (Next(at).Case is not Mailbox next) return at;
            at = next;
        }
        return from;
    }

    private Option<Mailbox> CatchAllOf(HostName domain) =>
        catchAlls.TryGetValue(AccountName.Of(domain), out var target) && Follow(target.In(domain)) is var rest && IsOurs(rest.Host)
            ? rest
            : None;

    private Option<LocalPart> WithoutSubAddress(LocalPart local)
    {
        if (!AddressBookProblems.IsDelimiter(Delimiter)) return None;
        var end = local.Text.IndexOf(Delimiter, StringComparison.Ordinal);
        return end > 0 ? new LocalPart(local.Text[..end]) : None;
    }

    private static bool IsPostmaster(Mailbox mailbox) => AccountName.Of(mailbox.Local) == PostmasterName.Text;
}
