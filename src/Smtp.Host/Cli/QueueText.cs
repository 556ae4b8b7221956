using System.Globalization;
using System.Text.Json.Nodes;
using Smtp.Host.Storage;

namespace Smtp.Host.Cli;

/// <summary>The queue as a terminal or a program reads it.</summary>
internal static class QueueText
{
    public static void WriteTable(TextWriter output, IReadOnlyList<QueuedDelivery> queue, DateTimeOffset now)
    {
        if (queue.Count == 0)
        {
            output.WriteLine("The queue is empty.");
            return;
        }
        string[] heads = ["ID", "ARRIVED (UTC)", "SENDER", "RECIPIENT", "NEXT HOP", "TRIES", "STATE", "LAST REPLY"];
        Tables.Write(output, heads, [.. queue.Select(delivery => Row(delivery, now))], rightAligned: 5);
    }

    public static void Write(TextWriter output, IReadOnlyList<QueuedDelivery> queue, IReadOnlyList<Attempt> attempts, DateTimeOffset now)
    {
        foreach (var delivery in queue)
        {
            output.WriteLine($"{Path(delivery.Address)} by {Escape(delivery.Destination)}");
            Fact("state", State(delivery, now));
            Fact("arrived", MessagesText.Iso(delivery.ArrivedAt));
            Fact("sender", Path(delivery.Sender));
            Fact("attempts", delivery.Progress.Attempts.ToString(CultureInfo.InvariantCulture));
            Fact("next", delivery.Held ? "when it is released" : MessagesText.Iso(delivery.Progress.DueAt));
            if (delivery.Progress.Last is { } last) Write(last);
            output.WriteLine();
        }
        foreach (var attempt in attempts)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"Attempt {attempt.Number} at {MessagesText.Iso(attempt.What.At)}: {Path(attempt.Address)} {attempt.Outcome}"));
            Write(attempt.What);
            if (attempt.Session is { } session) Fact("session", $"{session} (smtp sessions show {session})");
        }

        void Write(LastAttempt what)
        {
            if (what.Remote.Length > 0) Fact("remote", what.Remote);
            Fact("status", what.Status);
            foreach (var line in (what.Reply ?? what.Text).Split('\n')) Fact("reply", line);
        }

        void Fact(string name, string value) => output.WriteLine($"  {name,-10}{Escape(value)}");
    }

    public static JsonObject ForPrograms(QueuedDelivery delivery) => new()
    {
        ["id"] = delivery.Message.Text,
        ["from"] = delivery.Sender,
        ["to"] = delivery.Address,
        ["destination"] = delivery.Destination,
        ["arrivedAt"] = MessagesText.Iso(delivery.ArrivedAt),
        ["state"] = delivery.Held ? "held" : delivery.Underway ? "active" : "deferred",
        ["attempts"] = delivery.Progress.Attempts,
        ["nextAttemptAt"] = delivery.Held ? null : MessagesText.Iso(delivery.Progress.DueAt),
        ["lastAttemptAt"] = delivery.Progress.Last is { } last ? MessagesText.Iso(last.At) : null,
        ["status"] = delivery.Progress.Last?.Status,
        ["reply"] = delivery.Progress.Last is { } what ? what.Reply ?? what.Text : null,
        ["remote"] = delivery.Progress.Last?.Remote,
    };

    public static JsonObject ForPrograms(Attempt attempt) => new()
    {
        ["to"] = attempt.Address,
        ["destination"] = attempt.Destination,
        ["number"] = attempt.Number,
        ["outcome"] = attempt.Outcome,
        ["at"] = MessagesText.Iso(attempt.What.At),
        ["status"] = attempt.What.Status,
        ["reply"] = attempt.What.Reply ?? attempt.What.Text,
        ["remote"] = attempt.What.Remote,
        ["session"] = attempt.Session,
    };

    private static string[] Row(QueuedDelivery delivery, DateTimeOffset now) =>
    [
        delivery.Message.Text,
        delivery.ArrivedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        Path(delivery.Sender),
        Path(delivery.Address),
        Escape(delivery.Destination),
        delivery.Progress.Attempts.ToString(CultureInfo.InvariantCulture),
        State(delivery, now),
        delivery.Progress.Last is { } last ? Escape((last.Reply ?? last.Text).Split('\n')[^1]) : "-",
    ];

    private static string State(QueuedDelivery delivery, DateTimeOffset now) =>
        delivery.Held ? "held"
        : delivery.Underway ? "active"
        : delivery.Progress.DueAt <= now ? "due"
        : $"in {Span(delivery.Progress.DueAt - now)}";

    private static string Span(TimeSpan left) => left switch
    {
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)left.TotalHours} h {left.Minutes} min"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{left.Minutes} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{left.Seconds} s"),
    };

    private static string Path(string address) => $"<{Escape(address)}>";

    private static string Escape(string text) => MessagesText.Escape(text);
}
