using System.Globalization;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Sending;

namespace Smtp.Domain.Routing;

/// <summary>By what way mail goes on, as a route has it after <c>via</c>.</summary>
public abstract record Via
{
    /// <summary>What <see cref="Read"/> takes, in words.</summary>
    public const string Allowed = "one of mailbox:, maildir:PATH, lmtp://HOST:PORT, lmtp+unix:/PATH, smtp://[USER:PASSWORD@]HOST:PORT, "
        + "smtps://[USER:PASSWORD@]HOST:PORT, mx:";

    private Via() { }

    /// <summary><c>mailbox:</c> It stays in the mailbox of this server.</summary>
    public sealed record Embedded : Via
    {
        /// <summary>The one such way.</summary>
        public static Embedded Mailbox { get; } = new();

        /// <inheritdoc/>
        public override string ToString() => "mailbox:";
    }

    /// <summary><c>maildir:/var/mail/{user}</c> It is put into a Maildir of this machine.</summary>
    public sealed record Maildir(MaildirPath Path) : Via
    {
        /// <inheritdoc/>
        public override string ToString() => $"maildir:{Path}";
    }

    /// <summary><c>lmtp://127.0.0.1:24</c> It is handed to a delivery agent over TCP (RFC 2033).</summary>
    public sealed record Lmtp(Endpoint Hop) : Via
    {
        /// <inheritdoc/>
        public override string ToString() => $"lmtp://{Hop}";
    }

    /// <summary><c>lmtp+unix:/run/dovecot/lmtp</c> It is handed to a delivery agent over a Unix socket.</summary>
    public sealed record LmtpUnix(string Path) : Via
    {
        /// <inheritdoc/>
        public override string ToString() => $"lmtp+unix:{Path}";
    }

    /// <summary><c>smtp://user:password@mail.example.net:587?tls=required</c> All of it goes to one host, the smarthost;
    /// <c>smtps://</c> where TLS begins at once (RFC 8314 §3.3).</summary>
    /// <param name="Hop">The host.</param>
    /// <param name="Login">Who we are to it, where it wants to know.</param>
    /// <param name="Tls">How much TLS it takes.</param>
    /// <param name="Implicit">Whether TLS begins at once instead of by STARTTLS.</param>
    public sealed record Smarthost(Endpoint Hop, Option<RouteLogin> Login, TlsUse Tls, bool Implicit) : Via
    {
        /// <summary>The way, its password as <c>********</c>.</summary>
        public override string ToString() => Text(Login.Map(login => $"{Uri.EscapeDataString(login.User)}:{login.Password}"));

        internal string Text(Option<string> login)
        {
            var tls = Tls == ViaText.TlsByDefault(Implicit, Login.IsSome) ? "" : $"?tls={ViaText.Write(Tls)}";
            return $"{(Implicit ? "smtps" : "smtp")}://{login.Map(who => who + "@").IfNone("")}{Hop}{tls}";
        }
    }

    /// <summary><c>mx:</c> It goes to the mail exchangers of its domain (RFC 5321 §5).</summary>
    /// <param name="Port">The port at each of them; other than 25 only for tests.</param>
    /// <param name="Tls">How much TLS it takes.</param>
    public sealed record Mx(int Port = 25, TlsUse Tls = TlsUse.Opportunistic) : Via
    {
        /// <inheritdoc/>
        public override string ToString() => "mx:" + Options;

        internal string Options
        {
            get
            {
                var port = Port == 25 ? "" : string.Create(CultureInfo.InvariantCulture, $"?port={Port}");
                var tls = Tls == TlsUse.Opportunistic ? "" : $"{(port.Length == 0 ? '?' : '&')}tls={ViaText.Write(Tls)}";
                return port + tls;
            }
        }
    }

    /// <summary>Whether another host or program takes the mail over, which then knows its mailboxes itself.</summary>
    public bool HandsOn => this switch
    {
        Embedded or Maildir => false,
        Lmtp or LmtpUnix or Smarthost or Mx => true,
        _ => throw new InvalidOperationException($"No rule for {GetType().Name}."),
    };

    /// <summary>Whether mail goes on to another mail server, which is relaying unless the mail is for a domain of ours.</summary>
    public bool Relays => this is Smarthost or Mx;

    /// <summary>The next hop of mail for an address: deliveries of the same one can share a connection. No password is in it.</summary>
    public string Destination(Mailbox address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return this switch
        {
            Embedded => "mailbox:",
            Maildir => "maildir:",
            Lmtp or LmtpUnix => ToString(),
            Smarthost smarthost => smarthost.Text(smarthost.Login.Map(login => Uri.EscapeDataString(login.User))),
            Mx mx => $"mx:{AccountName.Of(address.Host)}{mx.Options}",
            _ => throw new InvalidOperationException($"No rule for {GetType().Name}."),
        };
    }

    /// <summary>Reads a way as it is configured; or tells what is wrong with it, in a sentence without its password.</summary>
    public static Either<string, Via> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return ViaText.Read(text);
    }
}

/// <summary>Who we are to a smarthost.</summary>
/// <param name="User">The user's name.</param>
/// <param name="Password">The password.</param>
public sealed record RouteLogin(string User, Secret Password);
