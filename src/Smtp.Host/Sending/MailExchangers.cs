using System.Net;
using System.Net.Sockets;
using DnsClient;
using DnsClient.Protocol;
using LanguageExt;
using Smtp.Domain.Mail;
using Smtp.Domain.Routing;
using Smtp.Domain.Sending;
using Smtp.Host.Configuration;
using static LanguageExt.Prelude;

namespace Smtp.Host.Sending;

/// <summary>Looks up where the mail of a domain goes (RFC 5321 §5.1). What the answers mean is decided in
/// <see cref="MailExchange"/>.</summary>
internal sealed class MailExchangers(Func<SmtpOptions> options)
{
    private volatile Client? _client;

    /// <summary>The addresses to connect to, in their order; or the outcome of the attempt where there is none.</summary>
    public async Task<Either<Outcome, Seq<MailTarget>>> FindAsync(HostName host, CancellationToken stop)
    {
        if (host is HostName.Literal literal) return MailExchange.Target(literal.Address);
        var (domain, now) = (AccountName.Of(host), options());
        var dns = Current(now.Dns);
        var hosts = MailExchange.Hosts(domain, await ExchangersAsync(dns, domain, stop), now.HostName, Random());
        if (hosts.Case is Outcome none) return none;
        // One after the other would add up the patience for every host whose servers do not answer.
        var answers = await Task.WhenAll(hosts.IfLeft([]).Map(async name => (name, await AddressesAsync(dns, name, stop))));
        return MailExchange.Targets(domain, toSeq(answers).Strict());
    }

    /// <summary>The addresses of a next hop that was configured, as this machine knows them: its file of hosts counts too.</summary>
    public static async Task<Either<Outcome, Seq<MailTarget>>> ResolveAsync(Smtp.Domain.Routing.Endpoint hop, CancellationToken stop)
    {
        if (hop.Address.Case is IPAddress address) return Seq1(new MailTarget(hop.HostText, address));
        try
        {
            var found = await System.Net.Dns.GetHostAddressesAsync(hop.HostText, stop);
            if (found.Length > 0) return toSeq(found.Where(IsReachable)).Map(one => new MailTarget(hop.HostText, one)).Strict();
        }
        catch (SocketException fault) when (fault.SocketErrorCode is not (SocketError.HostNotFound or SocketError.NoData))
        {
            return new Outcome.Deferred(Diagnosis.Here("4.4.3", $"The host {hop.HostText} could not be looked up: {fault.Message}", hop.HostText));
        }
        catch (SocketException)
        {
            // There is no such host; told below.
        }
        // The sender is not to blame for what is configured here: the name may be known tomorrow.
        return new Outcome.Deferred(Diagnosis.Here("4.4.3", $"The host {hop.HostText} has no address.", hop.HostText));
    }

    private static Seq<double> Random() =>
        toSeq(Enumerable.Range(0, 100).Select(_ => System.Random.Shared.NextDouble())).Strict();

    private static async Task<MxAnswer> ExchangersAsync(ILookupClient dns, string domain, CancellationToken stop)
    {
        var (answer, trouble) = await AskAsync(dns, domain, QueryType.MX, stop);
        return answer is null ? new MxAnswer.Unknown(trouble)
            : answer.Header.ResponseCode == DnsHeaderResponseCode.NotExistentDomain ? MxAnswer.NoSuchDomain.There
            : new MxAnswer.Records(toSeq(answer.Answers.MxRecords())
                .Map(record => new Smtp.Domain.Routing.MxRecord(record.Preference, record.Exchange.Value)).Strict());
    }

    private static async Task<AddressAnswer> AddressesAsync(ILookupClient dns, string host, CancellationToken stop)
    {
        var (six, four) = (AskAsync(dns, host, QueryType.AAAA, stop), AskAsync(dns, host, QueryType.A, stop));
        var found = new List<IPAddress>();
        string? trouble = null;
        foreach (var (answer, problem) in new[] { await six, await four })
        {
            if (answer is null) trouble ??= problem;
            else found.AddRange(answer.Answers.OfType<AddressRecord>().Select(record => record.Address));
        }
        return found.Count == 0 && trouble is not null
            ? new AddressAnswer.Unknown(trouble)
            : new AddressAnswer.Records(toSeq(found.Where(IsReachable)).Strict());
    }

    // A machine without IPv6 need not try.
    private static bool IsReachable(IPAddress address) => address.AddressFamily != AddressFamily.InterNetworkV6 || Socket.OSSupportsIPv6;

    private static async Task<(IDnsQueryResponse? Answer, string Trouble)> AskAsync(
        ILookupClient dns, string name, QueryType type, CancellationToken stop)
    {
        try
        {
            var answer = await dns.QueryAsync(name, type, cancellationToken: stop);
            return answer.Header.ResponseCode is DnsHeaderResponseCode.NoError or DnsHeaderResponseCode.NotExistentDomain
                ? (answer, "")
                : (null, $"the name server answers {answer.Header.ResponseCode}");
        }
        catch (DnsResponseException fault) when (!stop.IsCancellationRequested)
        {
            return (null, fault.Code == DnsResponseCode.ConnectionTimeout ? "the name server does not answer" : $"the name server answers {fault.Code}");
        }
    }

    /// <summary>The client of the configuration in force. It remembers answers as long as they say.</summary>
    private LookupClient Current(DnsOptions dns)
    {
        var key = $"{string.Join(' ', dns.Servers)} {dns.Timeout}";
        var client = _client;
        if (client is null || client.Key != key) _client = client = new Client(key, Open(dns));
        return client.Lookup;
    }

    private static LookupClient Open(DnsOptions dns)
    {
        // Without servers of its own the machine has none that we may ask: nobody else's are taken in their place.
        NameServer[] servers = dns.Servers.Count > 0
            ? [.. dns.Servers.Select(text => new NameServer(NameServers.Read(text).IfNone(() => throw new InvalidOperationException($"'{text}' is no name server."))))]
            : [.. NameServer.ResolveNameServers(skipIPv6SiteLocal: true, fallbackToGooglePublicDns: false)];
        return new LookupClient(new LookupClientOptions(servers) { Timeout = dns.Timeout, Retries = 1, UseCache = true, ThrowDnsErrors = false });
    }

    private sealed record Client(string Key, LookupClient Lookup);
}
