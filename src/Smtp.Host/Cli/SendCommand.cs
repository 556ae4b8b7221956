using System.CommandLine;
using Smtp.Domain.Mail;
using Smtp.Domain.Routing;
using Smtp.Domain.Sending;
using Smtp.Host.Sending;
using Smtp.Parsing.Grammar;
using static LanguageExt.Prelude;

namespace Smtp.Host.Cli;

/// <summary><c>smtp send</c>: hands one message to one server, and shows the conversation.</summary>
internal static class SendCommand
{
    private static readonly string[] TlsWords = ["none", "opportunistic", "required", "verified", "implicit"];

    public static Command Create() => Create(Console.OpenStandardInput, UserPasswords.OfConsole);

    /// <param name="standardInput">Where <c>-</c> is read from.</param>
    /// <param name="passwords">Where a password comes from that no file holds.</param>
    internal static Command Create(Func<Stream> standardInput, UserPasswords passwords)
    {
        var server = new Option<string>("--server")
        {
            Description = "The server: HOST, HOST:PORT, or with --lmtp also unix:/PATH. Default: 127.0.0.1:2525",
            HelpName = "HOST:PORT",
            DefaultValueFactory = _ => "127.0.0.1:2525",
        };
        var from = new Option<string>("--from") { Description = "The reverse-path; <> for none.", HelpName = "ADDRESS", Required = true };
        var to = new Option<string[]>("--to") { Description = "A recipient. May be given several times.", HelpName = "ADDRESS", Required = true };
        var tls = new Option<string>("--tls") { Description = "How much TLS: " + string.Join(", ", TlsWords) + ". Default: opportunistic" };
        tls.AcceptOnlyFromAmong(TlsWords);
        var user = new Option<string?>("--user") { Description = "Who to log in as.", HelpName = "NAME" };
        var password = new Option<FileInfo?>("--password-file") { Description = "A file whose first line is the password. Default: it is asked for.", HelpName = "FILE" };
        var hostName = new Option<string?>("--hostname") { Description = "Who we say we are. Default: localhost", HelpName = "NAME" };
        var lmtp = new Option<bool>("--lmtp") { Description = "Speak LMTP." };
        var file = new Argument<string>("FILE") { Description = "The message; - for standard input. Lines may end with LF." };
        var command = new Command(
            "send", "Hands a message to a server, and shows the conversation. Exit code: 0 delivered, 75 to be tried again, 69 refused for some.")
        {
            server, from, to, tls, user, password, hostName, lmtp, file,
        };
        command.SetAction(UserErrors.ReportedWithCode(async (parse, stop) =>
        {
            var output = parse.InvocationConfiguration.Output;
            var name = parse.GetValue(user);
            var secret = name is null ? null : await PasswordAsync(parse.GetValue(password), passwords, parse.InvocationConfiguration.Error, stop);
            var via = ReadVia(parse.GetRequiredValue(server), parse.GetValue(lmtp), parse.GetValue(tls) ?? "opportunistic", name, secret);
            var settings = new SendingSettings { HostName = ReadHost(parse.GetValue(hostName) ?? "localhost"), ReportsPassedOn = true };
            await using var spool = new Spool();
            await using (var input = Open(parse.GetRequiredValue(file), standardInput)) await spool.CopyAsync(input, stop);
            await spool.FinishAsync(stop);
            var message = await spool.ToAsync(
                ReadSender(parse.GetRequiredValue(from)), toSeq(parse.GetRequiredValue(to)).Map(Mailbox).Strict(), MailOptions.None,
                Notify.Unspecified, stop);
            var shown = new ShownConversation(output, message.Size);
            await using var mailer = new Mailer(Carriers.Finder(via, settings), _ => shown, TimeProvider.System);
            var (handover, _) = await mailer.SendAsync(message, spool.OpenAsync, stop);
            await mailer.DisposeAsync();
            foreach (var (recipient, outcome) in handover.Each) await output.WriteLineAsync(Told(recipient, outcome));
            return SysExits.Of(handover.Outcomes);
        }));
        return command;
    }

    internal static Mailbox Mailbox(string text) =>
        Mailboxes.Parse(text.Trim('<', '>')).IfNone(() => throw new UserErrorException($"'{text}' is no address."));

    internal static ReversePath ReadSender(string text) => text is "<>" or "" ? ReversePath.Null.Path : new ReversePath.Of(Mailbox(text));

    internal static string Told(Recipient recipient, Outcome outcome) =>
        MessagesText.Escape($"<{recipient.Path.Address}>: {Books.Word(outcome)}, {outcome.Diagnosis.Status} {outcome.Diagnosis.Text}");

    private static HostName.Named ReadHost(string text) => DomainName.IsValid(text)
        ? new HostName.Named(new DomainName(text))
        : throw new UserErrorException($"'{text}' is no host name.");

    private static Via ReadVia(string server, bool lmtp, string tls, string? user, string? password)
    {
        var login = user is null ? "" : $"{Uri.EscapeDataString(user)}:{Uri.EscapeDataString(password ?? "")}@";
        var text = server.StartsWith("unix:", StringComparison.Ordinal) ? $"lmtp+unix:{server["unix:".Length..]}"
            : lmtp ? $"lmtp://{server}"
            : tls == "implicit" ? $"smtps://{login}{server}?tls=required"
            : $"smtp://{login}{server}?tls={tls}";
        return Via.Read(text).IfLeft(problem => throw new UserErrorException($"--server {server}: {problem}"));
    }

    private static async Task<string> PasswordAsync(FileInfo? file, UserPasswords passwords, TextWriter prompts, CancellationToken stop)
    {
        if (file is null) return await passwords.ReadOnceAsync(prompts, stop);
        using var reader = file.OpenText();
        return await reader.ReadLineAsync(stop) ?? throw new UserErrorException($"The password file '{file}' is empty.");
    }

    private static Stream Open(string file, Func<Stream> standardInput) => file == "-" ? standardInput() : File.OpenRead(file);
}
