using System.Globalization;

namespace Smtp.Parsing.Search;

/// <summary>What each term of a query means.</summary>
internal static class SearchTerms
{
    private const string Fields =
        "from, to, cc, bcc, reply-to, addressed, subject, message-id, filename, mailbox, session, tag, is, has, before, after, larger, smaller";

    private static readonly string[] MomentFormats =
    [
        "yyyy-MM-dd", "yyyy/MM/dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd' 'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd' 'HH:mm:ss",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
    ];

    /// <summary>The term; absent where it has no words in it, only marks, which match anything.</summary>
    public static Either<SearchError, Option<SearchTerm>> Read(SearchGrammar.RawTerm raw)
    {
        if (raw.Field is null) return Words(raw, SearchField.Anywhere, raw.Value.Text);
        var value = raw.Value.Text;
        // A URL, the end of a sentence, a time of day: a colon alone makes no field.
        var field = raw.Field.ToUpperInvariant();
        if (FieldOf(field) is { } known) return value.Length == 0 ? Missing(raw) : Words(raw, known, value);
        if (value.Length == 0 && !IsKnown(field) || value.StartsWith("//", StringComparison.Ordinal))
            return Words(raw, SearchField.Anywhere, $"{raw.Field}:{value}");
        if (!IsKnown(field))
            return new SearchError(raw.Position + (raw.Not ? 1 : 0),
                $"there is no '{raw.Field}:' to search by, only {Fields}; put it in quotation marks to search for the words");
        return value.Length == 0 ? Missing(raw) : Test(field, value, raw).Map(test => Option<SearchTerm>.Some(new SearchTerm(test, raw.Not)));
    }

    /// <summary>Whether there is something to search by of that name.</summary>
    public static bool IsField(string name) => name.ToUpperInvariant() is var field && (FieldOf(field) is not null || IsKnown(field));

    /// <summary>Whether what stands behind that name is a moment.</summary>
    public static bool IsMoment(string name) => name.ToUpperInvariant() is "BEFORE" or "AFTER";

    private static Either<SearchError, SearchTest> Test(string field, string value, SearchGrammar.RawTerm raw) => field switch
    {
        "TAG" => new SearchTest.Tag(value),
        "MAILBOX" => new SearchTest.Mailbox(value),
        "SESSION" => new SearchTest.Session(value),
        "IS" => Feature(value, raw, "unread, read or tagged"),
        "HAS" => Feature(value, raw, "attachment or inline"),
        "BEFORE" => Moment(value, raw).Map<SearchTest>(moment => new SearchTest.Before(moment)),
        "AFTER" => Moment(value, raw).Map<SearchTest>(moment => new SearchTest.After(moment)),
        "LARGER" => Size(value, raw).Map<SearchTest>(octets => new SearchTest.Larger(octets)),
        "SMALLER" => Size(value, raw).Map<SearchTest>(octets => new SearchTest.Smaller(octets)),
        _ => throw new InvalidOperationException($"Nobody reads '{field}'."),
    };

    private static SearchField? FieldOf(string field) => field switch
    {
        "FROM" => SearchField.From,
        "TO" => SearchField.To,
        "CC" => SearchField.Cc,
        "BCC" => SearchField.Bcc,
        "REPLY-TO" => SearchField.ReplyTo,
        "ADDRESSED" => SearchField.Addressed,
        "SUBJECT" => SearchField.Subject,
        "MESSAGE-ID" => SearchField.MessageId,
        "FILENAME" => SearchField.FileName,
        _ => null,
    };

    private static bool IsKnown(string field) =>
        field is "TAG" or "MAILBOX" or "SESSION" or "IS" or "HAS" or "BEFORE" or "AFTER" or "LARGER" or "SMALLER";

    private static Either<SearchError, Option<SearchTerm>> Words(SearchGrammar.RawTerm raw, SearchField field, string words) =>
        words.Any(char.IsLetterOrDigit)
            ? Option<SearchTerm>.Some(new SearchTerm(new SearchTest.Text(field, words, raw.Value.Quoted), raw.Not))
            : Option<SearchTerm>.None;

    private static SearchError Missing(SearchGrammar.RawTerm raw) =>
        new(raw.ValuePosition, $"'{raw.Field}:' needs a value right behind it");

    private static Either<SearchError, SearchTest> Feature(string value, SearchGrammar.RawTerm raw, string allowed)
    {
        SearchFeature? feature = (raw.Field!.ToUpperInvariant(), value.ToUpperInvariant()) switch
        {
            ("IS", "UNREAD") => SearchFeature.Unread,
            ("IS", "READ") => SearchFeature.Read,
            ("IS", "TAGGED") => SearchFeature.Tagged,
            ("HAS", "ATTACHMENT" or "ATTACHMENTS") => SearchFeature.Attachment,
            ("HAS", "INLINE" or "INLINES") => SearchFeature.Inline,
            _ => null,
        };
        return feature is { } known
            ? new SearchTest.Has(known)
            : new SearchError(raw.ValuePosition, $"'{raw.Field}:' takes {allowed}, not '{value}'");
    }

    private static Either<SearchError, SearchMoment> Moment(string value, SearchGrammar.RawTerm raw)
    {
        var (text, offset) = WithoutOffset(value);
        return DateTime.TryParseExact(text, MomentFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            ? new SearchMoment(local, offset)
            : new SearchError(raw.ValuePosition,
                $"'{raw.Field}:' takes a date such as 2026-01-31, or 2026-01-31T15:30 with or without Z or +01:00, not '{value}'");
    }

    private static (string Text, Option<TimeSpan> Offset) WithoutOffset(string value)
    {
        if (value.EndsWith('Z') || value.EndsWith('z')) return (value[..^1], TimeSpan.Zero);
        return value.Length > 16 && value[^6] is '+' or '-' && value[^3] == ':'
            && TimeSpan.TryParseExact(value[^5..], "hh':'mm", CultureInfo.InvariantCulture, out var offset) && offset < TimeSpan.FromHours(15)
                ? (value[..^6], value[^6] == '-' ? -offset : offset)
                : (value, Option<TimeSpan>.None);
    }

    private static Either<SearchError, long> Size(string value, SearchGrammar.RawTerm raw)
    {
        var digits = value.TrimEnd('b', 'B', 'i', 'I', 'k', 'K', 'm', 'M', 'g', 'G');
        // In a search a kilobyte has 1024 octets, however it is written.
        long? unit = value[digits.Length..].ToUpperInvariant() switch
        {
            "" or "B" => 1,
            "K" or "KB" or "KIB" => 1L << 10,
            "M" or "MB" or "MIB" => 1L << 20,
            "G" or "GB" or "GIB" => 1L << 30,
            _ => null,
        };
        return unit is { } octets && decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            && count * octets <= long.MaxValue / 2
            ? (long)(count * octets)
            : new SearchError(raw.ValuePosition, $"'{raw.Field}:' takes a size such as 500, 100KB or 1.5MB, not '{value}'");
    }
}
