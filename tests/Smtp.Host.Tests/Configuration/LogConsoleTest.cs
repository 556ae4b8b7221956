using System.Text;
using Serilog;
using Serilog.Core;
using Smtp.Host.Logging;
using Smtp.Host.Tests.FourWays;

namespace Smtp.Host.Tests.Configuration;

/// <summary>When lines of the log are on the console.</summary>
public sealed class LogConsoleTest : IDisposable
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(1);

    private readonly ManualTime _time = new();
    private readonly Terminal _terminal = new();
    private readonly Logger _log;

    public LogConsoleTest()
    {
        var sink = new LogConsole(new TextFormatter("HH", colour: false), _terminal, new UTF8Encoding(false), _time);
        _log = new LoggerConfiguration().WriteTo.Sink(sink).CreateLogger();
    }

    public void Dispose() => _log.Dispose();

    [Fact]
    public void A_line_after_a_pause_is_there_at_once()
    {
        _log.Information("one");
        Assert.Equal(["one"], _terminal.Writes);

        _time.Advance(LogConsole.Together);
        _log.Information("two");

        Assert.Equal(["one", "two"], _terminal.Writes);
    }

    [Fact]
    public void Lines_that_follow_are_written_together()
    {
        _log.Information("one");
        _log.Information("two");
        _log.Information("three");
        _time.Advance(LogConsole.Together - Short);
        Assert.Equal(["one"], _terminal.Writes);

        _time.Advance(Short);
        Assert.Equal(["one", "two three"], _terminal.Writes);

        // Those that follow upon these wait again.
        _log.Information("four");
        Assert.Equal(["one", "two three"], _terminal.Writes);
        _time.Advance(LogConsole.Together);
        Assert.Equal(["one", "two three", "four"], _terminal.Writes);
        Assert.Equal(1, _time.Waiting);
        _time.Advance(LogConsole.Together);
        Assert.Equal(0, _time.Waiting);
    }

    [Fact]
    public void A_warning_is_there_at_once_and_what_was_before_it()
    {
        _log.Information("one");
        _log.Information("two");
        _log.Warning("three");

        Assert.Equal(["one", "two three"], _terminal.Writes);
    }

    [Fact]
    public void At_the_end_everything_is_there_and_what_comes_after_it()
    {
        _log.Information("one");
        _log.Information("two");
        _log.Dispose();
        Assert.Equal(["one", "two"], _terminal.Writes);
    }

    [Fact]
    public void After_the_end_a_line_is_there_at_once()
    {
        using var sink = new LogConsole(new TextFormatter("HH", colour: false), _terminal, new UTF8Encoding(false), _time);
        using var log = new LoggerConfiguration().WriteTo.Sink(sink).CreateLogger();
        sink.Dispose();

        log.Information("one");
        log.Information("two");

        Assert.Equal(["one", "two"], _terminal.Writes);
    }

    [Fact]
    public void A_console_that_is_gone_for_a_while_ends_nothing()
    {
        _log.Information("one");
        _log.Information("two");
        _terminal.IsGone = true;
        _time.Advance(LogConsole.Together);
        _terminal.IsGone = false;
        _time.Advance(LogConsole.Together);

        _log.Information("three");

        Assert.Equal("three", _terminal.Writes.Last());
    }

    [Fact]
    public void Nor_does_one_that_is_gone_at_the_end()
    {
        _log.Information("one");
        _log.Information("two");
        _terminal.IsGone = true;

        _log.Dispose();

        Assert.Equal(["one"], _terminal.Writes);
    }

    [Fact]
    public void Lines_from_many_threads_are_whole()
    {
        Parallel.For(0, 2000, i => _log.Information("line {Number} {Text}", i, new string('x', i % 50)));
        _log.Dispose();

        Assert.Equal(
            Enumerable.Range(0, 2000).Select(i => $"line {i} {new string('x', i % 50)}").Order(StringComparer.Ordinal),
            Messages(Encoding.UTF8.GetString(_terminal.All)).Order(StringComparer.Ordinal));
    }

    // Without times and levels.
    private static IEnumerable<string> Messages(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[(line.IndexOf(' ', 3) + 1)..]);

    /// <summary>Remembers which lines were written at once.</summary>
    private sealed class Terminal : MemoryStream
    {
        private readonly List<byte[]> _writes = [];

        public IEnumerable<string> Writes => _writes.Select(octets => string.Join(' ', Messages(Encoding.UTF8.GetString(octets))));

        public byte[] All => [.. _writes.SelectMany(octets => octets)];

        public bool IsGone { get; set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (IsGone) throw new IOException("gone");
            _writes.Add(buffer.ToArray());
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    }
}
