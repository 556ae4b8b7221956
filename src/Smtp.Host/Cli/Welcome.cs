using System.Globalization;
using System.Text;
using Smtp.Host.Configuration;
using ILogger = Serilog.ILogger;

namespace Smtp.Host.Cli;

/// <summary>What the server says when it is ready: where it listens, whose mail it takes, how to send a first message.</summary>
internal sealed class Welcome(LoadedConfiguration loaded, IReadOnlyList<(ListenerOptions Listener, string Address)> listening, string? web)
{
    /// <summary>For people.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        foreach (var (listener, address) in listening)
            text.Append(CultureInfo.InvariantCulture, $"Listening on {address} ({listener.Role}, TLS {listener.Tls})\n");
        if (web is not null) text.Append("Mail is shown at ").Append(web).Append('\n');
        text.Append("Mail is kept in ").Append(loaded.DataDirectory).Append('\n');
        text.Append(loaded.Options.Domains.Count == 0
            ? "No domains are configured: mail to anyone is taken and kept; nothing leaves this machine\n"
            : $"Mail is taken for {string.Join(", ", loaded.Options.Domains)}\n");
        if (FirstMessage() is { } example) text.Append("\nTo send a first message, and to see it:\n").Append(example);
        return text.Append('\n').ToString();
    }

    /// <summary>For programs: the same facts as events.</summary>
    public void Tell(ILogger log)
    {
        foreach (var (listener, address) in listening)
            log.Information("Listening on {Address} ({Role}, TLS {Tls})", address, listener.Role, listener.Tls);
        if (web is not null) log.Information("Mail is shown at {Url}", web);
        log.Information("Mail is kept in {Directory}", loaded.DataDirectory);
        if (loaded.Options.Domains.Count == 0) log.Information("No domains are configured: mail to anyone is taken and kept");
        else log.Information("Mail is taken for {Domains}", loaded.Options.Domains);
    }

    private string? FirstMessage()
    {
        foreach (var (listener, address) in listening)
        {
            if (listener.Role != "mx" || listener.Tls == "implicit" || listener.TlsRequired) continue;
            if (address.StartsWith("unix:", StringComparison.Ordinal)) continue;
            // Every address of this machine: IPv4 among them, with no brackets that a shell might take as a pattern.
            var at = address
                .Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)
                .Replace("[::]", "127.0.0.1", StringComparison.Ordinal);
            // Whoever else has a mailbox, the postmaster has one in every domain (RFC 5321 §4.5.1).
            var to = loaded.Options.Domains is [var domain, ..] ? $"postmaster@{domain}" : "bob@example.org";
            var envelope = $"--mail-from alice@example.org --mail-rcpt {to}";
            return $"""
                      printf 'Subject: Hello\n\nMy first message.\n' | curl smtp://{at} --crlf -T - {envelope}
                      smtp messages list{SameStore()}

                    """.ReplaceLineEndings("\n");
        }
        return null;
    }

    // The command finds what a file or the environment says by itself; what was typed must be typed again.
    private string SameStore()
    {
        var data = loaded.Values.Any(value => value is { Name: "data", From: "command line" });
        var file = loaded.File is { } path && path != loaded.FullPath(ConfigLoader.DefaultFile) ? path : null;
        return (file is null ? "" : $" --config {Quoted(file)}") + (data ? $" --data {Quoted(loaded.DataDirectory)}" : "");
    }

    private static string Quoted(string text) => text.All(one => char.IsAsciiLetterOrDigit(one) || "/._-+:".Contains(one))
        ? text
        : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
