using System.CommandLine;
using Smtp.Domain.Mail;
using Smtp.Domain.Routing;
using Smtp.Domain.Sending;
using Smtp.Host.Configuration;
using Smtp.Host.Sending;
using static LanguageExt.Prelude;

namespace Smtp.Host.Cli;

/// <summary><c>smtp sendmail</c>, or the executable under the name <c>sendmail</c>: takes a message from programs that know no other way
/// to send mail, and hands it to the running server.</summary>
internal static class SendmailCommand
{
    /// <summary>Whether the program was called by the name sendmail, which a link to it may have.</summary>
    public static bool IsCalled()
    {
        // The runtime tells only where the link leads.
        const string commandLine = "/proc/self/cmdline";
        var program = OperatingSystem.IsLinux() && File.Exists(commandLine)
            ? File.ReadAllText(commandLine).Split('\0')[0]
            : Environment.ProcessPath;
        return Path.GetFileNameWithoutExtension(program) == "sendmail";
    }

    public static Command Create() => Create(Console.OpenStandardInput);

    /// <param name="standardInput">Where the message comes from.</param>
    internal static Command Create(Func<Stream> standardInput)
    {
        var server = new Option<string?>("--server") { Description = "Where to hand it to. Default: the first listener of the configuration.", HelpName = "HOST:PORT" };
        var words = new Argument<string[]>("ARGUMENTS") { Description = "-t, -i, -f ADDRESS, -F NAME, … as sendmail knows them, and recipients." };
        var command = new Command(
            "sendmail", "Takes a message on standard input and hands it to the running server, as sendmail does for cron and PHP. "
            + "Exit code: 0 taken, 75 to be tried again, 69 refused, 64 wrong arguments.")
        {
            server, words,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(UserErrors.ReportedWithCode(async (parse, stop) =>
        {
            var arguments = Read([.. parse.GetValue(words) ?? [], .. parse.UnmatchedTokens], parse.InvocationConfiguration.Error);
            if (arguments is null) return SysExits.Usage;
            var loaded = CommonOptions.Load(parse);
            var host = loaded.Options.HostName;
            var sender = arguments.Sender is "<>" ? "" : arguments.Sender?.Trim('<', '>') ?? Environment.UserName;
            if (sender.Length > 0 && !sender.Contains('@', StringComparison.Ordinal)) sender += "@" + host;
            await using var spool = new Spool();
            var message = new SendmailMessage();
            await message.ReadAsync(standardInput(), spool, arguments, sender, host, TimeProvider.System.GetUtcNow(), stop);
            var to = (arguments.FromHeader ? arguments.Recipients.Concat(message.Recipients) : arguments.Recipients)
                .Select(one => one.Contains('@', StringComparison.Ordinal) ? one : $"{one}@{host}").Distinct(StringComparer.OrdinalIgnoreCase).ToList();
            if (to.Count == 0)
            {
                await parse.InvocationConfiguration.Error.WriteLineAsync("sendmail: there is no recipient.");
                return SysExits.Usage;
            }
            var options = new MailOptions { Return = Optional(arguments.Return), EnvelopeId = Optional(arguments.EnvelopeId) };
            var outgoing = await spool.ToAsync(
                SendCommand.ReadSender(sender), toSeq(to).Map(SendCommand.Mailbox).Strict(), options, arguments.Notify, stop);
            var shown = new ShownConversation(parse.InvocationConfiguration.Output, outgoing.Size);
            var settings = new SendingSettings { HostName = new HostName.Named(new DomainName(host)) };
            await using var mailer = new Mailer(Carriers.Finder(ViaOf(loaded, parse.GetValue(server)), settings), _ => arguments.Verbose ? shown : null, TimeProvider.System);
            var (handover, _) = await mailer.SendAsync(outgoing, spool.OpenAsync, stop);
            await mailer.DisposeAsync();
            foreach (var (recipient, outcome) in handover.Each.Filter(one => one.Outcome is not Outcome.Delivered))
                await parse.InvocationConfiguration.Error.WriteLineAsync("sendmail: " + SendCommand.Told(recipient, outcome));
            return SysExits.Of(handover.Outcomes);
        }));
        return command;
    }

    private static SendmailArguments? Read(IReadOnlyList<string> words, TextWriter errors)
    {
        try
        {
            return SendmailArguments.Read(words);
        }
        catch (UserErrorException wrong)
        {
            errors.WriteLine("sendmail: " + MessagesText.Escape(wrong.Message));
            return null;
        }
    }

    // The certificate of a server on this machine need not be looked at.
    private static Via ViaOf(LoadedConfiguration loaded, string? server)
    {
        var text = server ?? (ListenAddress.Read(loaded.Options.Listeners[0].Address).Case switch
        {
            ListenAddress.Ip ip when System.Net.IPAddress.Any.Equals(ip.Address) || System.Net.IPAddress.IPv6Any.Equals(ip.Address) => $"127.0.0.1:{ip.Port}",
            ListenAddress.Ip ip => new System.Net.IPEndPoint(ip.Address, ip.Port).ToString(),
            ListenAddress.Everywhere everywhere => $"127.0.0.1:{everywhere.Port}",
            ListenAddress.Localhost localhost => $"localhost:{localhost.Port}",
            _ => throw new UserErrorException("The first listener is no TCP port; give --server HOST:PORT."),
        });
        var scheme = server is null && loaded.Options.Listeners[0].Tls == "implicit" ? "smtps" : "smtp";
        return Via.Read($"{scheme}://{text}?tls={(scheme == "smtps" ? "required" : "opportunistic")}")
            .IfLeft(problem => throw new UserErrorException($"--server {text}: {problem}"));
    }
}
