using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Compact;
using Smtp.Host.Configuration;
using ILogger = Serilog.ILogger;

namespace Smtp.Host.Logging;

/// <summary>The log: on the console, and in a file where one is configured.</summary>
public sealed class LogSetup : IDisposable
{
    private readonly LoggingLevelSwitch _level = new();
    private readonly LoggingLevelSwitch _framework = new();
    private readonly Switchable _console = new();
    private readonly Switchable _fileFormat = new();
    private readonly LogFile _file;
    private readonly Logger _logger;
    private readonly bool _serving;
    private readonly string _directory;
    private LogOptions _options = new();

    private LogSetup(LogOptions options, string directory, bool serving)
    {
        (_serving, _directory) = (serving, directory);
        _file = new LogFile(_fileFormat);
        Follow(options);
        try
        {
            if (serving) _file.Open(PathOf(options));
        }
        catch (Exception bad) when (bad is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"log.file: '{options.File}' cannot be opened: {bad.Message}");
        }
        // Who logs with a context of its own kind (Kestrel, hosting) is heard from warnings on: sessions are our own story.
        var sinks = new LoggerConfiguration()
            .MinimumLevel.ControlledBy(_level)
            .MinimumLevel.Override("Microsoft", _framework)
            .MinimumLevel.Override("System", _framework)
            // It logs the stack trace of what it throws on all the same, such as an address in use.
            .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal)
            .Enrich.FromLogContext()
            .WriteTo.Sink(_file)
            .WriteTo;
        _logger = (serving ? sinks.Sink(LogConsole.ForOutput(_console)) : sinks.Console(_console, standardErrorFromLevel: LogEventLevel.Verbose))
            .CreateLogger();
    }

    /// <summary>Where events go.</summary>
    public ILogger Logger => _logger;

    /// <summary>The log of a server: on standard output, and in <c>log.file</c>.</summary>
    /// <exception cref="ConfigurationException">The file cannot be opened.</exception>
    public static LogSetup ForServer(LoadedConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new(configuration.Options.Log, configuration.Directory, serving: true);
    }

    /// <summary>The log of any other command: warnings and worse, on standard error alone.</summary>
    public static LogSetup ForCommand() => new(new LogOptions(), Directory.GetCurrentDirectory(), serving: false);

    /// <summary>Follows new options: level, format and file. Where the new file cannot be opened, the old one
    /// stays in use.</summary>
    public void Reload(LogOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Follow(options);
        Reopen();
    }

    /// <summary>Opens the file anew, after it was renamed. No event is lost; where it cannot be opened, the old one
    /// stays in use.</summary>
    public void Reopen()
    {
        if (!_serving) return;
        try
        {
            _file.Open(PathOf(_options));
        }
        catch (Exception bad) when (bad is IOException or UnauthorizedAccessException)
        {
            _logger.Error(
                "The log file {File} cannot be opened, the one before stays in use: {Reason}", _options.File, bad.Message);
        }
    }

    /// <summary>Writes what is left and closes the file.</summary>
    public void Dispose()
    {
        _logger.Dispose();
        _file.Dispose();
    }

    private void Follow(LogOptions options)
    {
        _options = options;
        _level.MinimumLevel = _serving ? LevelOf(options) : LogEventLevel.Warning;
        _framework.MinimumLevel = _level.MinimumLevel is LogEventLevel.Verbose
            ? LogEventLevel.Verbose
            : (LogEventLevel)Math.Max((int)LogEventLevel.Warning, (int)_level.MinimumLevel);
        var json = _serving && options.Format == "json";
        _console.Inner = json ? new RenderedCompactJsonFormatter() : new TextFormatter("HH:mm:ss.fff", IsTerminal());
        _fileFormat.Inner = json
            ? new RenderedCompactJsonFormatter()
            : new TextFormatter("yyyy-MM-dd HH:mm:ss.fff zzz", colour: false);
    }

    private string? PathOf(LogOptions options) => options.File.Length == 0 ? null : Path.GetFullPath(options.File, _directory);

    // https://no-color.org: any value but nothing switches colours off.
    private bool IsTerminal() =>
        !(_serving ? Console.IsOutputRedirected : Console.IsErrorRedirected)
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    private static LogEventLevel LevelOf(LogOptions options) => Enum.Parse<LogEventLevel>(options.Level, ignoreCase: true);

    private sealed class Switchable : ITextFormatter
    {
        public volatile ITextFormatter Inner = new RenderedCompactJsonFormatter();

        public void Format(LogEvent logEvent, TextWriter output) => Inner.Format(logEvent, output);
    }
}
