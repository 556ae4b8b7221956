using System.Globalization;
using System.Text;
using Smtp.Host.Storage;

namespace Smtp.Host.Cli;

/// <summary>Messages as a terminal may show them. What a stranger wrote must not move the cursor, change colours or turn the
/// direction of the text: such characters are shown as escapes.</summary>
internal static class MessagesText
{
    /// <summary>A time for programs: ISO 8601, UTC, milliseconds.</summary>
    public static string Iso(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static string Escape(string text) => Escape(Encoding.UTF8.GetBytes(text));

    /// <summary>UTF-8 as text. Octets that are none are shown as <c>\x9F</c>, characters that a terminal would act on as
    /// <c>\u202E</c>, a backslash as itself.</summary>
    public static string Escape(ReadOnlySpan<byte> octets)
    {
        var text = new StringBuilder(octets.Length);
        while (!octets.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(octets, out var rune, out var consumed);
            if (status != System.Buffers.OperationStatus.Done)
            {
                foreach (var octet in octets[..consumed]) text.Append(CultureInfo.InvariantCulture, $"\\x{octet:X2}");
            }
            else if (!IsActedOn(rune)) text.Append(rune.ToString());
            else if (rune.IsAscii) text.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:X2}");
            else text.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}");
            octets = octets[consumed..];
        }
        return text.ToString();
    }

    public static void WriteTable(TextWriter output, IReadOnlyList<StoredMessage> messages)
    {
        if (messages.Count == 0)
        {
            output.WriteLine("There is no mail yet.");
            return;
        }
        string[] heads = ["ID", "RECEIVED (UTC)", "SIZE", "FROM", "TO"];
        var rows = messages.Select(Row).Prepend(heads).ToList();
        var widths = Enumerable.Range(0, heads.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            var cells = row.Select((cell, column) => column == 2 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            output.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }

    public static void WriteFacts(TextWriter output, StoredMessage message)
    {
        var (origin, envelope) = (message.Origin, message.Envelope);
        Fact("id", message.Id.Text);
        Fact("received", Iso(message.ReceivedAt));
        Fact("size", string.Create(CultureInfo.InvariantCulture, $"{message.Size} octets"));
        Fact("client", $"{origin.Hello} [{origin.Peer}] with {origin.Protocol}");
        if (origin.Tls is { } tls) Fact("tls", tls);
        if (origin.User is { } user) Fact("user", user);
        Fact("session", origin.Session);
        Fact("from", WithParameters(
            envelope.From,
            $"BODY={envelope.Body}",
            envelope.SmtpUtf8 ? "SMTPUTF8" : null,
            envelope.Return is { } ret ? $"RET={ret}" : null,
            envelope.EnvelopeId is { } name ? $"ENVID={name}" : null,
            envelope.Submitter is { } submitter ? $"AUTH={submitter}" : null,
            envelope.RequireTls ? "REQUIRETLS" : null));
        foreach (var to in envelope.To)
        {
            Fact("to", WithParameters(
                to.Address,
                to.Notify is { } notify ? $"NOTIFY={notify}" : null,
                to.OriginalRecipient is { } original ? $"ORCPT={original}" : null));
        }

        void Fact(string name, string value) => output.WriteLine($"{name,-10}{Escape(value)}");
    }

    private static string[] Row(StoredMessage message) =>
    [
        message.Id.Text,
        message.ReceivedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        message.Size.ToString(CultureInfo.InvariantCulture),
        message.Envelope.From.Length == 0 ? "<>" : Escape(message.Envelope.From),
        message.Envelope.To switch
        {
            [] => "",
            [var only] => Escape(only.Address),
            [var first, ..] => Escape(first.Address) + string.Create(CultureInfo.InvariantCulture, $" +{message.Envelope.To.Count - 1}"),
        },
    ];

    private static string WithParameters(string address, params string?[] parameters) =>
        string.Join(' ', parameters.OfType<string>().Prepend($"<{address}>"));

    private static bool IsActedOn(Rune rune) => rune.Value != '\t' && Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
}
