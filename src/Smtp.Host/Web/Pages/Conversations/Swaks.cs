using Smtp.Domain.Mail;
using Smtp.Domain.Receiving;

namespace Smtp.Host.Web.Pages.Conversations;

/// <summary>A conversation as a command of swaks, for a shell.</summary>
internal static class Swaks
{
    /// <summary>The command; empty where there was no transaction to repeat.</summary>
    public static string Of(TurnBuilder turns, Client? client, string server)
    {
        if (client is null || turns.First is not { } envelope) return "";
        var words = new List<string> { "swaks", "--server", Quoted(server) };
        if (client.Hello.Kind == HelloKind.Lhlo) words.AddRange(["--protocol", "LMTP"]);
        words.AddRange(["--ehlo", Quoted(client.Hello.Name.ToString())]);
        if (client.Tls.IsSome) words.Add("--tls");
        if (client.User.Case is string user) words.AddRange(["--auth-user", Quoted(user)]);
        words.AddRange(["--from", Quoted(envelope.From is ReversePath.Null ? "<>" : envelope.From.Address)]);
        words.AddRange(["--to", Quoted(string.Join(',', envelope.Recipients.Take(100).Select(recipient => recipient.Path.Address)))]);
        return string.Join(' ', words);
    }

    // Within single quotation marks a shell reads everything as it is.
    private static string Quoted(string text) =>
        text.Length > 0 && text.All(one => char.IsAsciiLetterOrDigit(one) || one is '.' or '-' or '_' or '@' or ':' or ',' or '/')
            ? text
            : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
