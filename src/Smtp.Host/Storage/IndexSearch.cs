using System.Globalization;
using Microsoft.Data.Sqlite;
using Smtp.Parsing.Search;

namespace Smtp.Host.Storage;

/// <summary>A search as SQL. Keys come from a covering index or from the words alone; the rows behind them are read only for those
/// that are shown.</summary>
internal sealed class IndexSearch
{
    private readonly List<object> _values = [];
    private readonly List<string> _tests = [];
    private readonly string _from;
    private readonly string _key;

    public IndexSearch(SearchQuery query, TimeZoneInfo zone)
    {
        var wanted = query.Terms.Where(term => term is { Not: false, Test: SearchTest.Text })
            .Select(term => Match((SearchTest.Text)term.Test)).ToList();
        // The words drive where there are any; CROSS JOIN keeps it so.
        (_from, _key) = wanted.Count > 0
            ? ("words CROSS JOIN entries AS e INDEXED BY entries_shown ON e.message = words.rowid", "words.rowid")
            : ("entries AS e INDEXED BY entries_shown", "e.message");
        if (wanted.Count > 0) _tests.Add($"words MATCH {Value(string.Join(" AND ", wanted))}");
        _tests.Add("e.deleted_at IS NULL");
        foreach (var term in query.Terms)
        {
            if (term is { Not: false, Test: SearchTest.Text }) continue;
            var test = Test(term.Test, zone);
            _tests.Add(term.Not ? $"NOT ({test})" : test);
        }
    }

    /// <summary>The keys that match, the newest first.</summary>
    public SqliteCommand Keys(SqliteConnection connection, int limit, long? before = null, int skip = 0, long? after = null)
    {
        var where = Where + (before is { } key ? $" AND {_key} < {Value(key)}" : "") + (after is { } old ? $" AND {_key} > {Value(old)}" : "");
        return Command(connection, $"SELECT {_key} FROM {_from} WHERE {where} ORDER BY {_key} DESC LIMIT {Value(limit)} OFFSET {Value(skip)}");
    }

    /// <summary>How many match, and how many of them are unread.</summary>
    public SqliteCommand Count(SqliteConnection connection) =>
        Command(connection, $"SELECT count(*), coalesce(sum(e.unread), 0) FROM {_from} WHERE {Where}");

    private string Where => string.Join(" AND ", _tests);

    private string Test(SearchTest test, TimeZoneInfo zone) => test switch
    {
        SearchTest.Text text => $"e.message IN (SELECT rowid FROM words WHERE words MATCH {Value(Match(text))})",
        SearchTest.Tag tag => $"e.message IN (SELECT message FROM tags WHERE tag = {Value(tag.Name)})",
        SearchTest.Mailbox mailbox => $"e.message IN (SELECT message FROM filed WHERE mailbox = {Value(mailbox.Name)})",
        SearchTest.Session session => $"e.message IN (SELECT key FROM messages WHERE session = {Value(session.Id)})",
        SearchTest.Before before => $"e.received_at < {Value(Ticks(before.Moment, zone))}",
        SearchTest.After after => $"e.received_at >= {Value(Ticks(after.Moment, zone))}",
        SearchTest.Larger larger => $"e.size > {Value(larger.Octets)}",
        SearchTest.Smaller smaller => $"e.size < {Value(smaller.Octets)}",
        SearchTest.Has { Feature: SearchFeature.Unread } => "e.unread = 1",
        SearchTest.Has { Feature: SearchFeature.Read } => "e.unread = 0",
        SearchTest.Has { Feature: SearchFeature.Attachment } => "e.attachments > 0",
        SearchTest.Has { Feature: SearchFeature.Inline } => "e.inlines > 0",
        SearchTest.Has { Feature: SearchFeature.Tagged } => "e.message IN (SELECT message FROM tags)",
        _ => throw new InvalidOperationException($"Nobody searches by {test}."),
    };

    // FTS5's own little language: a column filter, a phrase in quotation marks, and a star behind it for what only begins so.
    private static string Match(SearchTest.Text text)
    {
        var columns = text.Field switch
        {
            SearchField.Anywhere => "",
            SearchField.From => "sender : ",
            SearchField.To => "recipient : ",
            SearchField.Cc => "cc : ",
            SearchField.Bcc => "bcc : ",
            SearchField.ReplyTo => "reply_to : ",
            SearchField.Addressed => "{sender recipient cc bcc reply_to} : ",
            SearchField.Subject => "subject : ",
            SearchField.MessageId => "message_id : ",
            SearchField.FileName => "files : ",
            _ => throw new InvalidOperationException($"There is no column for {text.Field}."),
        };
        var phrase = text.Words.Replace("\"", "\"\"", StringComparison.Ordinal).Replace('\0', ' ');
        return $"{columns}\"{phrase}\"{(text.Whole ? "" : " *")}";
    }

    private static long Ticks(SearchMoment moment, TimeZoneInfo zone)
    {
        var offset = moment.Offset.Match(given => given, () => zone.GetUtcOffset(DateTime.SpecifyKind(moment.Local, DateTimeKind.Unspecified)));
        return (moment.Local - DateTime.UnixEpoch).Ticks - offset.Ticks;
    }

    private string Value(object value)
    {
        _values.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"${_values.Count}");
    }

    private SqliteCommand Command(SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < _values.Count; i++)
            command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"${i + 1}"), _values[i]);
        return command;
    }
}
