using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Smtp.Domain.Mail;
using Smtp.Host.Storage;

namespace Smtp.Host.Cli;

/// <summary><c>smtp queue</c>: what is still to be delivered, beside a running server or without one.</summary>
internal static class QueueCommand
{
    /// <param name="settings">Where the store is, from <c>--config</c> and <c>--data</c>, which the root command has.</param>
    /// <param name="time">The clock by which deliveries become due.</param>
    public static Command Create(Func<ParseResult, StoreSettings> settings, TimeProvider time) =>
        new("queue", "Looks after the mail that is still to be delivered.")
        {
            List(settings, time), Show(settings, time),
            Change(settings, time, QueueChange.Retry, "retry", "Tries deliveries now, those that are held excepted.", "To be tried now"),
            Change(settings, time, QueueChange.Hold, "hold", "Stops deliveries until they are released.", "Held"),
            Change(settings, time, QueueChange.Release, "release", "Lets deliveries that are held go on, at once.", "Released"),
            Change(settings, time, QueueChange.Delete, "delete", "Forgets deliveries; nobody is told.", "Deleted"),
            Flush(settings, time),
        };

    private static Command List(Func<ParseResult, StoreSettings> settings, TimeProvider time)
    {
        var json = new Option<bool>("--json") { Description = "A JSON array, for programs." };
        var limit = Options.Limit("deliveries, the oldest");
        var which = new Which();
        var command = new Command("list", "Lists deliveries, the oldest first.") { json, limit };
        which.AddTo(command);
        command.SetAction(UserErrors.Reported(async (parse, stop) =>
        {
            IReadOnlyList<QueuedDelivery> queue = [];
            if (await ToolStore.OpenAsync(settings(parse), stop) is { } store)
                await using (store) queue = await store.ListQueueAsync(which.Filter(parse), parse.GetValue(limit) ?? int.MaxValue, stop);
            var output = parse.InvocationConfiguration.Output;
            if (parse.GetValue(json)) await output.WriteLineAsync(CommandJson.Write(CommandJson.Array(queue, QueueText.ForPrograms)));
            else QueueText.WriteTable(output, queue, time.GetUtcNow());
        }));
        return command;
    }

    private static Command Show(Func<ParseResult, StoreSettings> settings, TimeProvider time)
    {
        var id = new Argument<string>("ID") { Description = "The name of the message, the one in \"250 Ok: queued as ID\"." };
        var json = new Option<bool>("--json") { Description = "A JSON object, for programs." };
        var command = new Command("show", "Shows where a message stands: each recipient, its attempts, the last reply, the next try.") { id, json };
        command.SetAction(UserErrors.Reported(async (parse, stop) =>
        {
            var name = parse.GetRequiredValue(id);
            if (!QueueId.IsValid(name)) throw Unknown(name);
            await using var store = await ToolStore.OpenAsync(settings(parse), stop) ?? throw Unknown(name);
            var message = new QueueId(name);
            var queue = await store.ListQueueAsync(new QueueFilter(message), int.MaxValue, stop);
            var attempts = await store.ListAttemptsAsync(message, stop);
            if (queue.Count == 0 && attempts.Count == 0) throw Unknown(name);
            var output = parse.InvocationConfiguration.Output;
            if (parse.GetValue(json))
            {
                await output.WriteLineAsync(CommandJson.Write(new JsonObject
                {
                    ["id"] = name,
                    ["deliveries"] = CommandJson.Array(queue, QueueText.ForPrograms),
                    ["attempts"] = CommandJson.Array(attempts, QueueText.ForPrograms),
                }));
            }
            else QueueText.Write(output, queue, attempts, time.GetUtcNow());
        }));
        return command;
    }

    private static Command Change(
        Func<ParseResult, StoreSettings> settings, TimeProvider time, QueueChange change, string name, string description, string done)
    {
        var ids = new Argument<string[]>("ID") { Description = "The names of messages.", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "The whole queue." };
        var which = new Which();
        var command = new Command(name, description) { ids, all };
        which.AddTo(command);
        command.SetAction(UserErrors.Reported(async (parse, stop) =>
        {
            var names = parse.GetValue(ids) ?? [];
            var filter = which.Filter(parse);
            if (names.Length == 0 && filter == new QueueFilter() && !parse.GetValue(all))
                throw new UserErrorException($"smtp queue {name} takes the ID of a message, --recipient, --domain or --sender; or --all.");
            await using var store = await ToolStore.OpenAsync(settings(parse), stop);
            var filters = names.Length == 0 ? [filter] : names.Select(id => QueueId.IsValid(id) ? filter with { Message = new QueueId(id) } : throw Unknown(id)).ToArray();
            var changed = 0;
            foreach (var one in filters)
            {
                var matched = store is null ? 0 : await store.ChangeQueueAsync(one, change, time.GetUtcNow(), stop);
                if (matched == 0 && one.Message is { } missing) throw Unknown(missing.Text);
                changed += matched;
            }
            await parse.InvocationConfiguration.Output.WriteLineAsync(Told(done, changed));
        }));
        return command;
    }

    private static Command Flush(Func<ParseResult, StoreSettings> settings, TimeProvider time)
    {
        var command = new Command("flush", "Tries the whole queue now.");
        command.SetAction(UserErrors.Reported(async (parse, stop) =>
        {
            await using var store = await ToolStore.OpenAsync(settings(parse), stop);
            var changed = store is null ? 0 : await store.ChangeQueueAsync(new QueueFilter(), QueueChange.Retry, time.GetUtcNow(), stop);
            await parse.InvocationConfiguration.Output.WriteLineAsync(Told("To be tried now", changed));
        }));
        return command;
    }

    private static string Told(string done, int changed) =>
        string.Create(CultureInfo.InvariantCulture, $"{done}: {changed} {(changed == 1 ? "delivery" : "deliveries")}.");

    private static UserErrorException Unknown(string name) => new($"Nothing in the queue is named '{name}'.");

    /// <summary>The options that tell which deliveries are meant.</summary>
    private sealed class Which
    {
        private readonly Option<string?> _recipient = new("--recipient") { Description = "Those to this address.", HelpName = "ADDRESS" };
        private readonly Option<string?> _domain = new("--domain") { Description = "Those to addresses of this domain.", HelpName = "NAME" };
        private readonly Option<string?> _sender = new("--sender")
        {
            Description = "Those of messages with this reverse-path; <> for the null reverse-path.",
            HelpName = "ADDRESS",
        };

        public void AddTo(Command command)
        {
            command.Add(_recipient);
            command.Add(_domain);
            command.Add(_sender);
        }

        public QueueFilter Filter(ParseResult parse) => new(
            Recipient: parse.GetValue(_recipient), Domain: parse.GetValue(_domain),
            Sender: parse.GetValue(_sender) is "<>" ? "" : parse.GetValue(_sender));
    }
}
