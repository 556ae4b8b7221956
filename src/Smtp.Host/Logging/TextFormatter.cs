using System.Buffers;
using System.Globalization;
using System.Text;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Parsing;

namespace Smtp.Host.Logging;

/// <summary>An event as a line for people: the time, the level, the message; then an exception, if any.</summary>
/// <param name="time">How the time is written.</param>
/// <param name="colour">Whether levels have the colours of a terminal.</param>
public sealed class TextFormatter(string time, bool colour) : ITextFormatter
{
    private static readonly SearchValues<char> Unsafe = SearchValues.Create(
        [.. Enumerable.Range(0x00, 0x20).Concat(Enumerable.Range(0x7f, 0x21)).Select(code => (char)code), '\u2028', '\u2029']);

    [ThreadStatic]
    private static StringBuilder? _room;

    /// <inheritdoc/>
    public void Format(LogEvent logEvent, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(logEvent);
        ArgumentNullException.ThrowIfNull(output);
        var (name, paint) = Level(logEvent.Level);
        output.Write(logEvent.Timestamp.ToString(time, CultureInfo.InvariantCulture));
        output.Write(colour ? $" \e[{paint}m{name}\e[0m " : $" {name} ");
        WriteMessage(logEvent, output);
        if (logEvent.Exception is { } exception) output.Write($"  {exception.ToString().ReplaceLineEndings("\n  ")}\n");
    }

    // Quotes around every text would make sentences hard to read; objects keep their JSON form.
    private static void WriteMessage(LogEvent logEvent, TextWriter output)
    {
        // What is not text is written here first; a writer for each event would cost as much as the event.
        var room = (_room ??= new StringBuilder()).Clear();
        using var rendered = new StringWriter(room, CultureInfo.InvariantCulture);
        foreach (var token in logEvent.MessageTemplate.Tokens)
        {
            if (token is TextToken words) WriteSafely(words.Text, output);
            else if (token is PropertyToken { Format: null, Alignment: null } property
                && logEvent.Properties.TryGetValue(property.PropertyName, out var value)
                && value is ScalarValue { Value: string text })
                WriteSafely(text, output);
            else
            {
                token.Render(logEvent.Properties, rendered, CultureInfo.InvariantCulture);
                foreach (var chunk in room.GetChunks()) WriteSafely(chunk.Span, output);
                room.Clear();
            }
        }
        output.Write('\n');
    }

    // What clients say ends up in the log; a line end or an escape sequence in it must not forge other lines.
    private static void WriteSafely(ReadOnlySpan<char> text, TextWriter output)
    {
        for (int at; (at = text.IndexOfAny(Unsafe)) >= 0; text = text[(at + 1)..])
        {
            output.Write(text[..at]);
            output.Write(string.Create(CultureInfo.InvariantCulture, $"\\x{(int)text[at]:x2}"));
        }
        output.Write(text);
    }

    private static (string Name, string Paint) Level(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose => ("VRB", "90"),
        LogEventLevel.Debug => ("DBG", "90"),
        LogEventLevel.Information => ("INF", "36"),
        LogEventLevel.Warning => ("WRN", "33"),
        LogEventLevel.Error => ("ERR", "31"),
        LogEventLevel.Fatal => ("FTL", "41;97"),
        _ => throw new ArgumentOutOfRangeException(nameof(level)),
    };
}
