using System.Text;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace Smtp.Host.Logging;

/// <summary>Appends events to a file, which can be renamed at any time and is then opened anew: every event is in the old
/// file or in the new one.</summary>
/// <param name="formatter">How events are written.</param>
public sealed class LogFile(ITextFormatter formatter) : ILogEventSink, IDisposable
{
    private readonly Lock _lock = new();
    private StreamWriter? _writer;

    /// <summary>Opens the file, new or anew; null means that no file is written. Where the file cannot be opened, the one
    /// before stays in use.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public void Open(string? path)
    {
        var next = path is null ? null : Append(path);
        StreamWriter? last;
        lock (_lock) (last, _writer) = (_writer, next);
        last?.Dispose();
    }

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        lock (_lock)
        {
            if (_writer is null) return;
            formatter.Format(logEvent, _writer);
            _writer.Flush();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Open(null);

    // Others may read, rename or append meanwhile.
    private static StreamWriter Append(string path) => new(
        new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete),
        new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
}
