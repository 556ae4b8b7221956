using Serilog;
using Serilog.Core;
using Serilog.Events;
using Smtp.Host.Configuration;

namespace Smtp.Host.Tests.Configuration;

public sealed class ReloadTest : IDisposable
{
    private readonly Setup _setup = new();

    public void Dispose() => _setup.Dispose();

    [Fact]
    public void A_good_one_takes_the_place_of_the_old_one_and_tells_what_changed()
    {
        var old = _setup.File("""{ "limits": { "errors": 5 }, "aliases": { "a": "b" }, "domains": ["example.org"] }""").Load();
        _setup.File("""{ "limits": { "errors": 6 }, "aliases": { "c": "b" }, "domains": ["example.org", "example.net"] }""");

        var fresh = Assert.IsType<Reloaded.Fresh>(ConfigReload.Try(old, _setup.Load));

        Assert.Equal(6, fresh.Configuration.Options.Limits.Errors);
        Assert.Equal(["aliases.a", "aliases.c", "domains", "limits.errors"], fresh.Changed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_bad_one_leaves_the_old_one_in_force_and_says_why()
    {
        var log = new Memory();
        using var logger = new LoggerConfiguration().WriteTo.Sink(log).CreateLogger();
        var old = _setup.File("""{ "limits": { "errors": 5 } }""").Load();
        _setup.File("""{ "limits": { "errors": 0, "colour": 1 } }""");

        Assert.Same(old, ConfigReload.OrKeep(old, _setup.Load, logger));

        Assert.Equal(2, log.Lines.Count);
        Assert.All(log.Lines, line => Assert.StartsWith("Error Configuration kept as it was: \"limits.", line, StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_one_again_is_no_news()
    {
        var log = new Memory();
        using var logger = new LoggerConfiguration().WriteTo.Sink(log).CreateLogger();

        ConfigReload.OrKeep(_setup.Load(), _setup.Load, logger);

        Assert.Equal(["Information Configuration reloaded: nothing changed"], log.Lines);
    }

    private sealed class Memory : ILogEventSink
    {
        public List<string> Lines { get; } = [];

        public void Emit(LogEvent logEvent) => Lines.Add($"{logEvent.Level} {logEvent.RenderMessage(null)}");
    }
}
