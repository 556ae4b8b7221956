using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using LanguageExt;
using Smtp.Domain.Mail;
using Smtp.Domain.Routing;
using Smtp.Domain.Sending;
using Smtp.Host.Receiving;

namespace Smtp.Host.Sending;

/// <summary>Knows how each way is gone.</summary>
internal sealed class Carriers(LiveConfiguration configuration, RecordedConversations recorded, TimeProvider time) : ICarriers
{
    // Letters and digits, 24 of them: more than 120 bits (RFC 5802 §5.1 asks for random printable characters).
    private const int Nonce = 24;

    private readonly MailExchangers _exchangers = new(() => configuration.Options);
    private readonly Maildirs _maildirs = new(() => configuration.Options.HostName, time);

    public ICarrier Open(Via via, Mailbox first) => via switch
    {
        Via.Maildir maildir => new MaildirCarrier(maildir.Path, _maildirs),
        Via.Mx mx => new SmtpCarrier(new Mailer(stop => ExchangersAsync(first.Host, mx, stop), recorded.Begin, time)),
        Via.Lmtp or Via.LmtpUnix or Via.Smarthost => new SmtpCarrier(new Mailer(Finder(via, Settings()), recorded.Begin, time)),
        Via.Embedded => throw new InvalidOperationException("What stays here is not carried."),
        _ => throw new InvalidOperationException($"No rule for {via.GetType().Name}."),
    };

    /// <summary>Finds the host of a next hop that is configured by its name.</summary>
    /// <param name="via">The way there.</param>
    /// <param name="settings">Our settings, apart from what the way decides.</param>
    public static Func<CancellationToken, Task<Hosts>> Finder(Via via, SendingSettings settings) => via switch
    {
        Via.Lmtp lmtp => stop => ResolveAsync(lmtp.Hop, Lmtp(settings, lmtp.Hop.HostText), stop),
        Via.LmtpUnix unix => _ => Task.FromResult(
            new Hosts([new RemoteHost(new UnixDomainSocketEndPoint(unix.Path), Lmtp(settings, unix.Path))], null)),
        Via.Smarthost smarthost => stop => ResolveAsync(smarthost.Hop, Smarthost(settings, smarthost), stop),
        _ => throw new ArgumentException($"{via.GetType().Name} names no host.", nameof(via)),
    };

    private static async Task<Hosts> ResolveAsync(Domain.Routing.Endpoint hop, SendingSettings settings, CancellationToken stop) =>
        Found(await MailExchangers.ResolveAsync(hop, stop), hop.Port, settings);

    private async Task<Hosts> ExchangersAsync(HostName domain, Via.Mx mx, CancellationToken stop) =>
        Found(await _exchangers.FindAsync(domain, stop), mx.Port, Settings() with { Tls = mx.Tls });

    private static Hosts Found(Either<Outcome, Seq<MailTarget>> targets, int port, SendingSettings settings) => targets.Case switch
    {
        Outcome why => new Hosts([], why),
        Seq<MailTarget> all => new Hosts([.. all.Map(target => new RemoteHost(
            new IPEndPoint(target.Address, port), settings with { Remote = target.Name, PlaintextLogin = IPAddress.IsLoopback(target.Address) }))], null),
        var other => throw new InvalidOperationException($"No rule for {other}."),
    };

    private SendingSettings Settings() => new() { HostName = configuration.Directions.Us };

    // A delivery agent is the end of the way: whether it lies in the mailbox is for us to report.
    private static SendingSettings Lmtp(SendingSettings settings, string remote) =>
        settings with { Dialect = Dialect.Lmtp, Tls = TlsUse.None, Remote = remote };

    private static SendingSettings Smarthost(SendingSettings settings, Via.Smarthost smarthost) => settings with
    {
        Tls = smarthost.Tls,
        ImplicitTls = smarthost.Implicit,
        Login = smarthost.Login.Map(login => new ClientLogin(
            login.User, login.Password, RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", Nonce))),
    };
}
