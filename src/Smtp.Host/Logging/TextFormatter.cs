using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;

namespace Smtp.Host.Logging;

/// <summary>An event as a line for people: the time, the level, the message; then an exception, if any.</summary>
/// <param name="time">How the time is written.</param>
/// <param name="colour">Whether levels have the colours of a terminal.</param>
public sealed class TextFormatter(string time, bool colour) : ITextFormatter
{
    /// <inheritdoc/>
    public void Format(LogEvent logEvent, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(logEvent);
        ArgumentNullException.ThrowIfNull(output);
        var (name, paint) = Level(logEvent.Level);
        output.Write(logEvent.Timestamp.ToString(time, CultureInfo.InvariantCulture));
        output.Write(colour ? $" \e[{paint}m{name}\e[0m " : $" {name} ");
        WriteLine(Message(logEvent), output);
        if (logEvent.Exception is { } exception) output.Write($"  {exception.ToString().ReplaceLineEndings("\n  ")}\n");
    }

    // Quotes around every text would make sentences hard to read; objects keep their JSON form.
    private static string Message(LogEvent logEvent)
    {
        using var message = new StringWriter(CultureInfo.InvariantCulture);
        foreach (var token in logEvent.MessageTemplate.Tokens)
        {
            if (token is Serilog.Parsing.PropertyToken { Format: null, Alignment: null } property
                && logEvent.Properties.TryGetValue(property.PropertyName, out var value)
                && value is ScalarValue { Value: string text })
                message.Write(text);
            else token.Render(logEvent.Properties, message, CultureInfo.InvariantCulture);
        }
        return message.ToString();
    }

    // What clients say ends up in the log; a line end or an escape sequence in it must not forge other lines.
    private static void WriteLine(string message, TextWriter output)
    {
        foreach (var character in message)
        {
            if (char.IsControl(character) || character is '\u2028' or '\u2029') output.Write($"\\x{(int)character:x2}");
            else output.Write(character);
        }
        output.Write('\n');
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
