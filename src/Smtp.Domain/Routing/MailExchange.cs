using System.Net;
using Smtp.Domain.Mail;
using Smtp.Domain.Sending;

namespace Smtp.Domain.Routing;

/// <summary>A host to be tried.</summary>
/// <param name="Name">Its name, by which its certificate is checked; its address in brackets where no name is known.</param>
/// <param name="Address">One of its addresses.</param>
public sealed record MailTarget(string Name, IPAddress Address);

/// <summary>Which hosts take the mail of a domain, and in what order (RFC 5321 §5.1): from what the DNS says to where we
/// connect, without asking it.</summary>
public static class MailExchange
{
    /// <summary>Most hosts of a domain that are looked at.</summary>
    public const int MaxHosts = 10;

    /// <summary>Most addresses of a domain that are tried in one attempt.</summary>
    public const int MaxTargets = 20;

    /// <summary>The hosts of a domain in the order in which they are tried, or the outcome where there is none to try.</summary>
    /// <param name="domain">The domain, as the DNS has it.</param>
    /// <param name="answer">What the DNS says.</param>
    /// <param name="us">Our own name.</param>
    /// <param name="random">A random number for each record, which shuffles those that are preferred alike.</param>
    public static Either<Outcome, Seq<string>> Hosts(string domain, MxAnswer answer, string us, Seq<double> random)
    {
        ArgumentNullException.ThrowIfNull(domain);
        return answer switch
        {
            MxAnswer.NoSuchDomain => Left<Outcome, Seq<string>>(Failed("5.1.2", $"There is no domain {domain}.")),
            MxAnswer.Unknown unknown => Deferred("4.4.3", $"The mail exchangers of {domain} could not be looked up: {unknown.Text}"),
            // RFC 5321 §5.1: without a record the domain itself is the exchanger.
            MxAnswer.Records { All.IsEmpty: true } => IsUs(domain, us) ? Left<Outcome, Seq<string>>(Loop(domain)) : Seq1(domain),
            MxAnswer.Records records => Ordered(domain, records.All, us, random),
            _ => throw new ArgumentNullException(nameof(answer)),
        };
    }

    /// <summary>The addresses to connect to, in their order, or the outcome where there is none.</summary>
    /// <param name="domain">The domain, as the DNS has it.</param>
    /// <param name="hosts">Its hosts in their order, each with what the DNS says of it.</param>
    public static Either<Outcome, Seq<MailTarget>> Targets(string domain, Seq<(string Host, AddressAnswer Answer)> hosts)
    {
        List<MailTarget> targets = [];
        string? unknown = null;
        foreach (var (host, answer) in hosts)
        {
            switch (answer)
            {
                case AddressAnswer.Records records: targets.AddRange(records.All.Map(address => new MailTarget(host, address))); break;
                case AddressAnswer.Unknown later: unknown ??= $"The addresses of {host} could not be looked up: {later.Text}"; break;
                default: throw new InvalidOperationException($"No rule for {answer.GetType().Name}.");
            }
        }
        if (targets.Count > 0) return toSeq(targets).Take(MaxTargets).ToSeq().Strict();
        if (unknown is not null) return Deferred("4.4.3", unknown);
        return hosts.Count == 1 && hosts[0].Host == domain
            ? Failed("5.1.2", $"{domain} has neither a mail exchanger nor an address.")
            : Failed("5.4.4", $"None of the mail exchangers of {domain} has an address.");
    }

    /// <summary>The address to connect to for mail to an address literal, <c>ann@[192.0.2.1]</c>.</summary>
    public static Either<Outcome, Seq<MailTarget>> Target(AddressLiteral literal) => literal switch
    {
        AddressLiteral.Ip ip => (Either<Outcome, Seq<MailTarget>>)Seq1(new MailTarget(ip.ToString(), ip.Address)),
        AddressLiteral.General => Failed("5.1.2", $"Nobody knows how to reach {literal}."),
        _ => throw new ArgumentNullException(nameof(literal)),
    };

    private static Either<Outcome, Seq<string>> Ordered(string domain, Seq<MxRecord> records, string us, Seq<double> random)
    {
        // RFC 7505 §3: a single record with the root as its exchange. Beside others it means nothing.
        var hosts = records.Filter(record => Name(record).Length > 0);
        if (hosts.IsEmpty) return Failed("5.1.10", $"The domain {domain} takes no mail.");
        // RFC 5321 §5.1: where we are an exchanger ourselves, only those that are preferred to us are tried.
        var ours = hosts.Filter(record => IsUs(Name(record), us));
        var better = ours.IsEmpty ? hosts : hosts.Filter(record => ours.ForAll(self => record.Preference < self.Preference));
        if (better.IsEmpty) return Loop(domain);
        List<(int Preference, double Random, string Name)> ordered = [];
        foreach (var record in better)
            ordered.Add((record.Preference, ordered.Count < random.Count ? random[ordered.Count] : 0, Name(record)));
        ordered.Sort();
        return toSeq(ordered).Map(one => one.Name).Distinct().Take(MaxHosts).ToSeq().Strict();
    }

    private static string Name(MxRecord record) => record.Exchange.TrimEnd('.').ToLowerInvariant();

    private static bool IsUs(string name, string us) => name.Equals(us.TrimEnd('.'), StringComparison.OrdinalIgnoreCase);

    private static Outcome.Failed Loop(string domain) =>
        Failed("5.4.6", $"This server is the best mail exchanger of {domain}, but has no mailboxes of it.");

    private static Outcome.Failed Failed(string status, string text) => new Outcome.Failed(Diagnosis.Here(status, text));

    private static Outcome.Deferred Deferred(string status, string text) => new Outcome.Deferred(Diagnosis.Here(status, text));
}
