using System.Text;
using Serilog.Core;
using Serilog.Debugging;
using Serilog.Events;
using Serilog.Formatting;

namespace Smtp.Host.Logging;

/// <summary>Writes events to a stream of the console. A line after a pause is there at once, and so is every warning; lines that
/// follow are written together, <see cref="Together"/> later at the most: to write each would take as long as to make it.</summary>
internal sealed class LogConsole : ILogEventSink, IDisposable
{
    /// <summary>So long a line waits for others at most.</summary>
    public static readonly TimeSpan Together = TimeSpan.FromMilliseconds(20);

    private readonly ITextFormatter _formatter;
    private readonly StreamWriter _lines;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private bool _waits, _hasLines, _isClosed;

    public LogConsole(ITextFormatter formatter, Stream console, Encoding encoding, TimeProvider time)
    {
        _formatter = formatter;
        _lines = new StreamWriter(console, encoding, bufferSize: 16 * 1024);
        _timer = time.CreateTimer(static sink => ((LogConsole)sink!).OnTime(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The console's standard output, in the encoding that it is read in.</summary>
    public static LogConsole ForOutput(ITextFormatter formatter)
    {
        // A console wants no mark at the beginning that says it is UTF-8.
        var encoding = Console.OutputEncoding is UTF8Encoding ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) : Console.OutputEncoding;
        return new LogConsole(formatter, Console.OpenStandardOutput(), encoding, TimeProvider.System);
    }

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        ArgumentNullException.ThrowIfNull(logEvent);
        lock (_lock)
        {
            _formatter.Format(logEvent, _lines);
            _hasLines = true;
            if (!_waits || logEvent.Level >= LogEventLevel.Warning) Write();
            if (!_waits && !_isClosed) Wait();
        }
    }

    /// <summary>Writes what waits; what comes later still is there at once.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock)
        {
            (_isClosed, _waits) = (true, false);
            Write();
        }
    }

    private void OnTime()
    {
        lock (_lock)
        {
            _waits = false;
            if (!_hasLines || _isClosed) return;
            Write();
            Wait();
        }
    }

    private void Wait()
    {
        _waits = true;
        _timer.Change(Together, Timeout.InfiniteTimeSpan);
    }

    private void Write()
    {
        _hasLines = false;
        try
        {
            _lines.Flush();
        }
        catch (IOException fault)
        {
            // As Serilog does for a sink that fails: the log must not end what it tells of.
            SelfLog.WriteLine("The console takes no lines: {0}", fault);
        }
    }
}
