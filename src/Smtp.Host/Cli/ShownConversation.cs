using System.Globalization;
using LanguageExt;
using Smtp.Domain.Protocol;
using Smtp.Domain.Sending;
using Smtp.Host.Sending;
using Smtp.Parsing.Grammar;

namespace Smtp.Host.Cli;

/// <summary>Shows a conversation as it runs: <c>C:</c> what we say, <c>S:</c> what the server says, passwords masked, content
/// folded.</summary>
internal sealed class ShownConversation(TextWriter output, long size) : IConversation
{
    public string? Session => null;

    public Task EndAsync() => Task.CompletedTask;

    public void Step(ClientState before, Event happened, ClientState after, Seq<Command> commands)
    {
        switch (happened)
        {
            case Event.Replied said:
                foreach (var line in said.Reply.ToString().Split('\n')) Show($"S: {line}");
                break;
            case Event.Unreadable: Show("S: (no SMTP)"); break;
            case Event.TlsStarted tls: Show($"~ {tls.Tls.Version} {tls.Tls.Cipher}{(tls.IsVerified ? "" : ", certificate not trusted")}"); break;
            case Event.TlsFailed failed: Show($"~ TLS failed: {failed.Text}"); break;
            case Event.ContentSent:
                Show(string.Create(CultureInfo.InvariantCulture, $"C: ({size} octets of content)"));
                break;
            case Event.ContentFailed failed: Show($"~ the content could not be sent: {failed.Text}"); break;
            case Event.TimedOut: Show("~ the server did not answer in time"); break;
            case Event.Lost: Show("~ the connection was lost"); break;
            case Event.Stopping: Show("~ stopped"); break;
            case Event.Give or Event.NoMore: break;
            default: throw new InvalidOperationException($"Nobody shows {happened.GetType().Name}.");
        }
        foreach (var command in commands) Show($"C: {Masked(command)}");
    }

    private static string Masked(Command command) => command switch
    {
        Command.Auth { Initial.IsSome: true } auth => $"AUTH {auth.Mechanism} ********",
        Command.SaslResponse => "********",
        _ => CommandWriter.Write(command),
    };

    private void Show(string line)
    {
        output.WriteLine(MessagesText.Escape(line));
        output.Flush();
    }
}
