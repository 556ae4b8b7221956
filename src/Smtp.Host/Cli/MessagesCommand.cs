using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Smtp.Domain.Mail;
using Smtp.Host.Storage;

namespace Smtp.Host.Cli;

/// <summary><c>smtp messages</c>: looks into the store, beside a running server or without one.</summary>
public static class MessagesCommand
{
    /// <param name="settings">Where the store is, from <c>--config</c> and <c>--data</c>, which the root command has.</param>
    public static Command Create(Func<ParseResult, StoreSettings> settings) => Create(settings, Console.OpenStandardOutput);

    /// <param name="settings">Where the store is.</param>
    /// <param name="standardOutput">Where the octets of <c>raw</c> go.</param>
    internal static Command Create(Func<ParseResult, StoreSettings> settings, Func<Stream> standardOutput) =>
        new("messages", "Looks at the mail that was received.")
        {
            List(settings), Show(settings), Raw(settings, standardOutput), Delete(settings),
        };

    private static Command List(Func<ParseResult, StoreSettings> settings)
    {
        var json = new Option<bool>("--json") { Description = "A JSON array, for programs." };
        var limit = new Option<int?>("--limit")
        {
            Description = "At most so many messages, the newest. Default: all.",
            HelpName = "N",
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0) return n;
                result.AddError($"--limit takes a number of 1 or more, not '{text}'.");
                return null;
            },
        };
        var command = new Command("list", "Lists messages, the newest first.") { json, limit };
        command.SetAction(UserErrors.Reported(async (parse, stop) =>
        {
            IReadOnlyList<StoredMessage> messages = [];
            if (await ToolStore.OpenAsync(settings(parse), stop) is { } store)
                await using (store) messages = await store.ListMessagesAsync(parse.GetValue(limit) ?? int.MaxValue, stop);
            var output = parse.InvocationConfiguration.Output;
            if (parse.GetValue(json)) await output.WriteLineAsync(CommandJson.Write(CommandJson.Array(messages, ForPrograms)));
            else MessagesText.WriteTable(output, messages);
        }));
        return command;
    }

    private static Command Show(Func<ParseResult, StoreSettings> settings)
    {
        var id = Id();
        var command = new Command("show", "Shows who sent a message to whom, and its header.") { id };
        command.SetAction(UserErrors.Reported(async (parse, stop) =>
        {
            var name = parse.GetRequiredValue(id);
            await using var store = await ToolStore.OpenAsync(settings(parse), stop) ?? throw Unknown(name);
            var message = IsId(name) ? await store.FindMessageAsync(new QueueId(name), stop) : null;
            await using var content = message is null ? null : await store.OpenContentAsync(message.Id, stop);
            if (message is null || content is null) throw Unknown(name);

            var output = parse.InvocationConfiguration.Output;
            MessagesText.WriteFacts(output, message);
            var (lines, cut) = await MessagesHeader.ReadAsync(content, stop);
            if (lines.Count > 0) await output.WriteLineAsync();
            foreach (var line in lines) await output.WriteLineAsync(MessagesText.Escape(line));
            if (cut) await output.WriteLineAsync("(the header goes on)");
        }));
        return command;
    }

    private static Command Raw(Func<ParseResult, StoreSettings> settings, Func<Stream> standardOutput)
    {
        var id = Id();
        var command = new Command("raw", "Writes the content of a message, octet by octet, to standard output.") { id };
        command.SetAction(UserErrors.Reported(async (parse, stop) =>
        {
            var name = parse.GetRequiredValue(id);
            await using var store = await ToolStore.OpenAsync(settings(parse), stop) ?? throw Unknown(name);
            await using var content = IsId(name) ? await store.OpenContentAsync(new QueueId(name), stop) : null;
            if (content is null) throw Unknown(name);
            await using var output = standardOutput();
            await content.CopyToAsync(output, stop);
        }));
        return command;
    }

    private static Command Delete(Func<ParseResult, StoreSettings> settings)
    {
        var id = Id();
        var command = new Command("delete", "Deletes a message and its content.") { id };
        command.SetAction(UserErrors.Reported(async (parse, stop) =>
        {
            var name = parse.GetRequiredValue(id);
            await using var store = await ToolStore.OpenAsync(settings(parse), stop) ?? throw Unknown(name);
            if (!IsId(name) || !await store.DeleteMessageAsync(new QueueId(name), stop)) throw Unknown(name);
            await parse.InvocationConfiguration.Output.WriteLineAsync($"Deleted {name}.");
        }));
        return command;
    }

    private static Argument<string> Id() => new("ID") { Description = "The name in \"250 Ok: queued as ID\"." };

    private static bool IsId(string name) => QueueId.IsValid(name);

    private static UserErrorException Unknown(string name) => new($"There is no message '{name}'.");

    private static JsonObject ForPrograms(StoredMessage message) => new()
    {
        ["id"] = message.Id.Text,
        ["from"] = message.Envelope.From,
        ["to"] = CommandJson.Array(message.Envelope.To.Select(recipient => recipient.Address)),
        ["size"] = message.Size,
        ["receivedAt"] = MessagesText.Iso(message.ReceivedAt),
    };
}
