using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Smtp.Host.Storage;

namespace Smtp.Host.Cli;

/// <summary><c>smtp sessions</c>: what clients and server said to each other, beside a running server or without one.</summary>
public static class SessionsCommand
{
    /// <param name="settings">Where the store is, from <c>--config</c> and <c>--data</c>, which the root command has.</param>
    public static Command Create(Func<ParseResult, StoreSettings> settings) => Create(settings, Console.OpenStandardOutput);

    /// <param name="settings">Where the store is.</param>
    /// <param name="standardOutput">Where <c>export</c> writes to.</param>
    internal static Command Create(Func<ParseResult, StoreSettings> settings, Func<Stream> standardOutput) =>
        new("sessions", "Looks at recorded sessions: what clients and server said to each other.")
        {
            List(settings), Show(settings), Export(settings, standardOutput),
        };

    private static Command List(Func<ParseResult, StoreSettings> settings)
    {
        var json = new Option<bool>("--json") { Description = "A JSON array, for programs." };
        var limit = new Option<int?>("--limit")
        {
            Description = "At most so many sessions, the newest. Default: all.",
            HelpName = "N",
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0) return n;
                result.AddError($"--limit takes a number of 1 or more, not '{text}'.");
                return null;
            },
        };
        var command = new Command("list", "Lists sessions, those that ended last first.") { json, limit };
        command.SetAction(UserErrors.Reported(async (parse, stop) =>
        {
            IReadOnlyList<StoredSession> sessions = [];
            if (await ToolStore.OpenAsync(settings(parse), stop) is { } store)
                await using (store) sessions = await store.ListSessionsAsync(parse.GetValue(limit) ?? int.MaxValue, stop);
            var output = parse.InvocationConfiguration.Output;
            if (parse.GetValue(json)) await output.WriteLineAsync(CommandJson.Write(CommandJson.Array(sessions, ForPrograms)));
            else WriteTable(output, sessions);
        }));
        return command;
    }

    private static Command Show(Func<ParseResult, StoreSettings> settings)
    {
        var id = Id();
        var command = new Command("show", "Shows the transcript of a session on a terminal.") { id };
        command.SetAction(UserErrors.Reported(async (parse, stop) =>
        {
            var transcript = await FindAsync(settings(parse), parse.GetRequiredValue(id), stop);
            // What a stranger wrote must not move the cursor or turn the direction of the text.
            foreach (var line in transcript.TrimEnd('\n').Split('\n'))
                await parse.InvocationConfiguration.Output.WriteLineAsync(MessagesText.Escape(line));
        }));
        return command;
    }

    private static Command Export(Func<ParseResult, StoreSettings> settings, Func<Stream> standardOutput)
    {
        var id = Id();
        var file = new Option<FileInfo?>("--output") { Description = "The file to write. Default: standard output.", HelpName = "FILE" };
        var command = new Command("export", "Writes the transcript of a session, octet by octet, for 'dotnet test' or a friend.") { id, file };
        command.SetAction(UserErrors.Reported(async (parse, stop) =>
        {
            var transcript = await FindAsync(settings(parse), parse.GetRequiredValue(id), stop);
            await using var output = parse.GetValue(file)?.Create() ?? standardOutput();
            await output.WriteAsync(Encoding.UTF8.GetBytes(transcript), stop);
        }));
        return command;
    }

    private static Argument<string> Id() => new("ID") { Description = "The name of the session, as 'smtp sessions list' shows it." };

    private static async Task<string> FindAsync(StoreSettings settings, string id, CancellationToken stop)
    {
        if (await ToolStore.OpenAsync(settings, stop) is not { } store) throw Unknown(id);
        await using (store) return await store.FindTranscriptAsync(id, stop) ?? throw Unknown(id);
    }

    private static UserErrorException Unknown(string id) => new($"There is no session '{id}'.");

    private static void WriteTable(TextWriter output, IReadOnlyList<StoredSession> sessions)
    {
        if (sessions.Count == 0)
        {
            output.WriteLine("There is no session yet.");
            return;
        }
        string[] heads = ["ID", "OPENED (UTC)", "PEER", "HELLO", "TLS", "USER", "MESSAGES", "ENDING"];
        var rows = sessions.Select(Row).Prepend(heads).ToList();
        var widths = Enumerable.Range(0, heads.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            var cells = row.Select((cell, column) => column == 6 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            output.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }

    private static string[] Row(StoredSession session) =>
    [
        session.Id,
        session.Opened.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        session.Peer,
        MessagesText.Escape(session.Hello ?? "-"),
        session.Tls?.Split(' ')[0] ?? "-",
        MessagesText.Escape(session.User ?? "-"),
        session.Accepted.ToString(CultureInfo.InvariantCulture),
        session.Ending,
    ];

    private static JsonObject ForPrograms(StoredSession session) => new()
    {
        ["id"] = session.Id,
        ["openedAt"] = MessagesText.Iso(session.Opened),
        ["endedAt"] = MessagesText.Iso(session.Ended),
        ["peer"] = session.Peer,
        ["hello"] = session.Hello,
        ["tls"] = session.Tls,
        ["user"] = session.User,
        ["ending"] = session.Ending,
        ["accepted"] = session.Accepted,
        ["messages"] = CommandJson.Array(session.Messages),
    };
}
