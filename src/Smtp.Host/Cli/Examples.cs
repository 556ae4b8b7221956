using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Smtp.Host.Cli;

/// <summary>The examples at the end of each command's help. A test reads every one of them as a command line.</summary>
internal static class Examples
{
    /// <summary>The command, a line to type, and what it does.</summary>
    public static IReadOnlyList<(string Command, string Line, string Meaning)> All { get; } =
    [
        ("smtp", "smtp", "serve with nothing configured"),
        ("smtp", "smtp --listen 127.0.0.1:2526 --data /tmp/mail", "the same, elsewhere"),
        ("smtp", "smtp serve --listen '*:25' --hostname mx.example.org", "serve the world"),
        ("smtp", "smtp messages list", "what has come, the newest first"),
        ("smtp", "smtp messages raw ID > message.eml", "a message, byte for byte"),
        ("smtp", "smtp sessions list", "who came, and how it ended"),
        ("smtp", "smtp queue list", "what is still to be delivered"),
        ("smtp", "smtp user add alice@example.org", "somebody who may log in and gets mail"),
        ("smtp", "smtp config show", "every setting, and where it came from"),

        ("smtp serve", "smtp serve", "on 127.0.0.1:2525, or as smtp.json says"),
        ("smtp serve", "smtp serve --listen 127.0.0.1:0 --data /tmp/mail", "on a port that the system chooses"),
        ("smtp serve", "smtp serve --listen '*:25' --listen 'submission:*:587'", "for other servers, and for users"),
        ("smtp serve", "smtp serve --listen lmtp:unix:/run/smtp/lmtp.sock", "behind another mail server"),
        ("smtp serve", "smtp serve --config /etc/smtp.json", "as that file says"),
        ("smtp serve", "smtp serve --stdio", "one session over standard input and output, for inetd"),

        ("smtp messages", "smtp messages list", "what has come, the newest first"),
        ("smtp messages", "smtp messages show ID", "who sent it to whom, and its header"),
        ("smtp messages", "smtp messages list --data /var/lib/smtp", "of a server with that data directory"),

        ("smtp messages list", "smtp messages list --limit 10", "the newest ten"),
        ("smtp messages list", "smtp messages list --json | jq -r '.[].id'", "all ids, for a script"),
        ("smtp messages show", "smtp messages show 06h0khv7pnnjd18h", ""),
        ("smtp messages raw", "smtp messages raw 06h0khv7pnnjd18h > message.eml", "a file that mail programs open"),
        ("smtp messages delete", "smtp messages delete 06h0khv7pnnjd18h", ""),

        ("smtp sessions", "smtp sessions list", "who came, and how it ended"),
        ("smtp sessions", "smtp sessions show ID", "what client and server said to each other"),

        ("smtp sessions list", "smtp sessions list --limit 10", "the newest ten"),
        ("smtp sessions list", "smtp sessions list --json | jq -r '.[].id'", "all ids, for a script"),
        ("smtp sessions show", "smtp sessions show 16d7bake7f", ""),
        ("smtp sessions export", "smtp sessions export 16d7bake7f --output visit.smtp", "a file that is a test"),

        ("smtp replay", "smtp replay snapshots", "every transcript below a folder, in process"),
        ("smtp replay", "smtp replay visit.smtp --accept", "write down what the server says"),
        ("smtp replay", "smtp replay snapshots --against 127.0.0.1:2525", "the same conversations with a live server"),
        ("smtp replay", "smtp replay sessions --settings next.json", "what would change under another configuration"),

        ("smtp queue", "smtp queue list", "what is still to be delivered, and why it is"),
        ("smtp queue", "smtp queue flush", "try all of it now"),

        ("smtp queue list", "smtp queue list --domain example.org", "what waits for that domain"),
        ("smtp queue list", "smtp queue list --json | jq -r '.[].id'", "all ids, for a script"),
        ("smtp queue show", "smtp queue show 06h0khv7pnnjd18h", "each recipient: the attempts, the last reply, the next try"),
        ("smtp queue retry", "smtp queue retry 06h0khv7pnnjd18h", ""),
        ("smtp queue retry", "smtp queue retry --domain example.org", "now that it is back"),
        ("smtp queue hold", "smtp queue hold --sender alice@example.org", ""),
        ("smtp queue release", "smtp queue release --all", ""),
        ("smtp queue delete", "smtp queue delete 06h0khv7pnnjd18h", "nobody is told"),
        ("smtp queue flush", "smtp queue flush", ""),

        ("smtp sendmail", "smtp sendmail -t -i < message.txt", "to whom its header says"),
        ("smtp sendmail", "smtp sendmail -i -f cron@example.org root@example.org < report.txt", ""),

        ("smtp send", "smtp send --from alice@example.org --to bob@example.org message.eml", "to 127.0.0.1:2525"),
        ("smtp send", "smtp send --server mail.example.org:587 --tls required --user alice --from alice@example.org --to bob@example.net -", "from standard input"),

        ("smtp user", "smtp user add alice@example.org", "asks for a password"),
        ("smtp user", "smtp user list", ""),

        ("smtp user add", "smtp user add alice@example.org", "asks for a password"),
        ("smtp user add", "smtp user add alice --password-stdin < password.txt", "reads it from a file"),
        ("smtp user list", "smtp user list --json", "an array of objects with name and createdAt"),
        ("smtp user remove", "smtp user remove alice@example.org", ""),
        ("smtp user password", "smtp user password alice@example.org", "asks for the new one"),

        ("smtp replay", "smtp replay snapshots", "every transcript below the folder, in process"),
        ("smtp replay", "smtp replay session.smtp --accept", "writes down what came of it"),
        ("smtp replay", "smtp replay snapshots --against 127.0.0.1:2525", "with a live server"),
        ("smtp replay", "smtp replay recorded --settings new.json", "which replies would change"),

        ("smtp config", "smtp config check", "OK, or all that is wrong"),
        ("smtp config", "smtp config show", "every setting, and where it came from"),
        ("smtp config show", "smtp config show --json", "an array of objects with key, value and from"),
        ("smtp config check", "smtp config check --config new.json && mv new.json smtp.json", "only a good one is taken"),
    ];

    /// <summary>The words by which a command is called.</summary>
    public static string PathOf(CommandResult command)
    {
        var names = new Stack<string>();
        for (SymbolResult? at = command; at is not null; at = at.Parent)
            if (at is CommandResult { Parent: not null } inner) names.Push(inner.Command.Name);
        names.Push("smtp");
        return string.Join(' ', names);
    }

    /// <summary>Help that ends with the command's examples.</summary>
    public sealed class Help(HelpAction help) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var code = help.Invoke(parseResult);
            var own = All.Where(example => example.Command == PathOf(parseResult.CommandResult)).ToList();
            if (own.Count == 0) return code;
            var output = parseResult.InvocationConfiguration.Output;
            var width = own.Max(example => example.Line.Length);
            output.WriteLine("Examples:");
            foreach (var (_, line, meaning) in own) output.WriteLine($"  {line.PadRight(width)}  {meaning}".TrimEnd());
            output.WriteLine();
            return code;
        }
    }
}
