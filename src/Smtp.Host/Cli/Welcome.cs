using System.Text;
using Smtp.Host.Configuration;

namespace Smtp.Host.Cli;

/// <summary>What the server says when it is ready: where it listens, whose mail it takes, how to send a first message.</summary>
internal static class Welcome
{
    public static string Text(LoadedConfiguration loaded, IReadOnlyList<(ListenerOptions Listener, string Address)> listening)
    {
        var text = new StringBuilder();
        foreach (var (listener, address) in listening)
            text.Append("Listening on ").Append(address).Append(" (").Append(listener.Role).Append(", TLS ").Append(listener.Tls).Append(")\n");
        text.Append("Mail is kept in ").Append(loaded.DataDirectory).Append('\n');
        text.Append(loaded.Options.Domains.Count == 0
            ? "No domains are configured: mail to anyone is taken and kept; nothing leaves this machine\n"
            : $"Mail is taken for {string.Join(", ", loaded.Options.Domains)}\n");
        if (FirstMessage(listening) is { } example)
            text.Append("\nTo send a first message, and to see it:\n").Append(example);
        return text.Append('\n').ToString();
    }

    private static string? FirstMessage(IReadOnlyList<(ListenerOptions Listener, string Address)> listening)
    {
        foreach (var (listener, address) in listening)
        {
            if (listener.Role != "mx" || listener.Tls == "implicit" || address.StartsWith("unix:", StringComparison.Ordinal)) continue;
            var at = address.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal).Replace("[::]", "[::1]", StringComparison.Ordinal);
            return $"""
                      printf 'Subject: Hello\n\nMy first message.\n' | curl smtp://{at} --crlf -T - --mail-from alice@example.org --mail-rcpt bob@example.org
                      smtp messages list

                    """.ReplaceLineEndings("\n");
        }
        return null;
    }
}
