using Smtp.Domain.Mail;

namespace Smtp.Domain.Routing;

/// <summary>What can be wrong with an address book, and how it is said.</summary>
internal static class AddressBookProblems
{
    public static Seq<string> All(AddressBook book)
    {
        Seq<string> problems = [];
        if (book.Delimiter.Length > 0 && !IsDelimiter(book.Delimiter))
            problems = problems.Add($"Sub-address delimiter '{book.Delimiter}' is not one punctuation mark, such as + or -.");
        foreach (var domain in book.Domains)
            if (AddressText.ReadHost(domain).IsNone) problems = problems.Add($"Domain '{domain}' is not a domain name.");
        if (book.Domains.IsEmpty && !(book.Aliases.IsEmpty && book.CatchAlls.IsEmpty))
            return problems.Add("Aliases and catch-alls need domains: without any, everything is captured.");

        var names = new System.Collections.Generic.HashSet<string>();
        foreach (var alias in book.Aliases)
        {
            var problem = Of(book, alias, out var name, out _)
                ?? (names.Contains(name) ? $"Alias '{alias.Address}' is there twice." : RoundTrip(book, alias));
            if (problem is not null) problems = problems.Add(problem);
            else names.Add(name);
        }
        names.Clear();
        foreach (var catchAll in book.CatchAlls)
        {
            var problem = Of(book, catchAll, out var name, out _)
                ?? (names.Contains(name) ? $"Catch-all of '{catchAll.Domain}' is there twice." : ByAliases(book, catchAll));
            if (problem is not null) problems = problems.Add(problem);
            else names.Add(name);
        }
        return problems;
    }

    /// <summary>Aliases that lead to other hosts, where no route leads.</summary>
    public static Seq<string> WithoutRoute(Directions directions) => directions.Book.Aliases.Choose(alias =>
        AddressText.Read(alias.Target).Case is AddressText { Host: { IsSome: true } } target
            && target.Host.Exists(host => !directions.Book.IsOurs(host)) && !directions.Book.Domains.IsEmpty
            && target.Host.Map(target.In).Bind(directions.Place).IsNone
            ? Some($"Alias '{alias.Address}' goes to '{alias.Target}', and no route leads there.")
            : None).Strict();

    /// <summary>What is wrong with an alias by itself; if nothing, the name it is found by and what it stands for.</summary>
    public static string? Of(AddressBook book, Alias alias, out string name, out AddressText target)
    {
        name = "";
        var problem = OfTarget($"Alias '{alias.Address}'", alias.Target, out target);
        if (AddressText.Read(alias.Address).Case is not AddressText address) return $"Alias '{alias.Address}' is not an address.";
        if (address.Host.Case is HostName host && !book.IsOurs(host))
            return $"Alias '{alias.Address}' can never be written to: {host} is not one of the domains.";
        name = AccountName.Of(address);
        return problem;
    }

    /// <summary>The same for a catch-all.</summary>
    public static string? Of(AddressBook book, CatchAll catchAll, out string name, out AddressText target)
    {
        name = "";
        var problem = OfTarget($"Catch-all of '{catchAll.Domain}'", catchAll.Target, out target)
            ?? (target.Host.Case is HostName host && !book.IsOurs(host) ? Abroad(catchAll, host) : null);
        if (AddressText.ReadHost(catchAll.Domain).Case is not HostName domain)
            return $"Catch-all of '{catchAll.Domain}' is not of a domain name.";
        if (!book.IsOurs(domain)) return $"Catch-all of '{catchAll.Domain}' can never be reached: it is not one of the domains.";
        name = AccountName.Of(domain);
        return problem;
    }

    public static bool IsDelimiter(string text) =>
        text is [> ' ' and < '\x7f' and not ('@' or '"' or '\\')] && !char.IsAsciiLetterOrDigit(text[0]);

    // Whoever writes to names at random would have us send to others for them, and be the one they complain about.
    private static string Abroad(CatchAll catchAll, HostName host) =>
        $"Catch-all of '{catchAll.Domain}' goes to '{catchAll.Target}': {host} is not one of the domains, and only an alias may lead to others.";

    private static string? OfTarget(string what, string text, out AddressText target)
    {
        target = new AddressText(new LocalPart(""), None);
        if (AddressText.Read(text).Case is not AddressText read) return $"{what} goes to '{text}', which is not an address.";
        target = read;
        return null;
    }

    private static string? ByAliases(AddressBook book, CatchAll catchAll)
    {
        if (AddressText.ReadHost(catchAll.Domain).Case is not HostName domain || AddressText.Read(catchAll.Target).Case is not AddressText target)
            return null;
        var rest = book.Meant(target.In(domain));
        return book.IsOurs(rest.Host) ? null : Abroad(catchAll with { Target = rest.ToString() }, rest.Host);
    }

    /// <summary>An alias for a local part alone may go wrong in one domain and not in another: each is tried.</summary>
    private static string? RoundTrip(AddressBook book, Alias alias)
    {
        if (AddressText.Read(alias.Address).Case is not AddressText address) return null;
        var domains = address.Host.IsSome ? address.Host.ToSeq() : book.Domains.Choose(AddressText.ReadHost);
        foreach (var domain in domains)
            if (Walk(book, address.In(domain)) is { } way) return $"Alias '{alias.Address}' {way}.";
        return null;
    }

    private static string? Walk(AddressBook book, Mailbox from)
    {
        var way = Seq1(AccountName.Of(from));
        var at = from;
        for (var hops = 0; hops <= AddressBook.MaxHops; hops++)
        {
            if (book.Next(at).Case is not Mailbox next) return null;
            at = next;
            var name = AccountName.Of(at);
            var circle = way.Exists(earlier => earlier == name);
            way = way.Add(name);
            if (circle) return $"goes round in a circle: {string.Join(" -> ", way)}";
        }
        return $"takes more than {AddressBook.MaxHops} steps: {string.Join(" -> ", way)}";
    }
}
