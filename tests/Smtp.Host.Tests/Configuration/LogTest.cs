using System.Text.Json;
using Smtp.Host.Configuration;
using Smtp.Host.Logging;

namespace Smtp.Host.Tests.Configuration;

/// <summary>The log, as far as it can be read in its file; the console has the same formats.</summary>
public sealed class LogTest : IDisposable
{
    private readonly Setup _setup = new();

    public void Dispose() => _setup.Dispose();

    [Fact]
    public void Text_is_a_time_a_level_and_a_sentence()
    {
        using (var log = Open("text"))
        {
            log.Logger.Information("Listening on {Address}", "127.0.0.1:2525");
            log.Logger.Warning("{Count} of {Limit} connections", 9, 10);
        }

        var lines = Lines();
        Assert.Equal(2, lines.Length);
        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [+-]\d\d:\d\d INF Listening on 127\.0\.0\.1:2525$", lines[0]);
        Assert.EndsWith(" WRN 9 of 10 connections", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_client_says_cannot_forge_a_line()
    {
        using (var log = Open("text")) log.Logger.Information("Hello from {Name}", "a\r\n2026 ERR forged\e[2J");

        Assert.EndsWith(@" INF Hello from a\x0d\x0a2026 ERR forged\x1b[2J", Assert.Single(Lines()), StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_follows_its_line()
    {
        using (var log = Open("text")) log.Logger.Error(new IOException("broken"), "It broke");

        Assert.EndsWith(" ERR It broke", Lines()[0], StringComparison.Ordinal);
        Assert.Equal("  System.IO.IOException: broken", Lines()[1]);
    }

    [Fact]
    public void Json_is_one_object_a_line()
    {
        using (var log = Open("json")) log.Logger.Information("Message {Id} from {Peer}", "abc", "192.0.2.1");

        var line = JsonDocument.Parse(Assert.Single(Lines())).RootElement;
        Assert.Equal("abc", line.GetProperty("Id").GetString());
        Assert.StartsWith("Message ", line.GetProperty("@m").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Levels_below_the_one_asked_for_are_not_logged_until_it_changes()
    {
        using (var log = Open("text", "warning"))
        {
            log.Logger.Information("one");
            log.Reload(Options("text", "debug"));
            log.Logger.Debug("two");
            log.Reload(Options("json", "error"));
            log.Logger.Warning("three");
            log.Logger.Error("four");
        }

        var lines = Lines();
        Assert.Equal(2, lines.Length);
        Assert.EndsWith(" DBG two", lines[0], StringComparison.Ordinal);
        Assert.Equal("four", JsonDocument.Parse(lines[1]).RootElement.GetProperty("@m").GetString());
    }

    [Fact]
    public void The_framework_is_heard_from_warnings_on()
    {
        using (var log = Open("text", "debug"))
        {
            var kestrel = log.Logger.ForContext(Serilog.Core.Constants.SourceContextPropertyName, "Microsoft.AspNetCore.Server.Kestrel");
            kestrel.Information("chatter");
            kestrel.Warning("trouble");
        }

        Assert.EndsWith(" WRN trouble", Assert.Single(Lines()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_renamed_file_takes_events_until_the_log_is_reopened()
    {
        using (var log = Open("text"))
        {
            log.Logger.Information("one");
            File.Move(PathOf("smtp.log"), PathOf("smtp.log.1"));
            log.Logger.Information("two");
            log.Reopen();
            log.Logger.Information("three");
        }

        Assert.Equal(["one", "two"], Lines("smtp.log.1").Select(line => line.Split(' ')[^1]));
        Assert.Equal(["three"], Lines().Select(line => line.Split(' ')[^1]));
    }

    [Fact]
    public async Task No_event_is_lost_while_the_file_is_renamed_and_reopened()
    {
        const int Writers = 4, Events = 500;
        using (var log = Open("text"))
        {
            var writers = Enumerable.Range(0, Writers).Select(writer => Task.Run(() =>
            {
                for (var number = 0; number < Events; number++) log.Logger.Information("{Number}", writer * Events + number);
            })).ToArray();
            for (var rotation = 0; rotation < 20; rotation++)
            {
                File.Move(PathOf("smtp.log"), PathOf($"smtp.log.{rotation}"));
                log.Reopen();
            }
            await Task.WhenAll(writers);
        }

        var numbers = Directory.GetFiles(_setup.Directory, "smtp.log*").SelectMany(File.ReadAllLines)
            .Select(line => int.Parse(line.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(Enumerable.Range(0, Writers * Events), numbers.Order());
    }

    [Fact]
    public void A_file_that_was_there_is_appended_to()
    {
        File.WriteAllText(PathOf("smtp.log"), "before\n");
        using (var log = Open("text")) log.Logger.Information("after");

        Assert.Equal(["before", "after"], Lines().Select(line => line.Split(' ')[^1]));
    }

    [Fact]
    public void A_new_file_that_cannot_be_opened_leaves_the_old_one_in_use()
    {
        using (var log = Open("text"))
        {
            log.Reload(new LogOptions { File = "nowhere/smtp.log" });
            log.Logger.Information("still here");
        }

        Assert.Contains("ERR The log file nowhere/smtp.log cannot be opened, the one before stays in use: ", Lines()[0], StringComparison.Ordinal);
        Assert.EndsWith("INF still here", Lines()[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_first_file_that_cannot_be_opened_is_a_problem_of_the_configuration()
    {
        var loaded = _setup.Load();
        loaded.Options.Log.File = "nowhere/smtp.log";

        var problem = Assert.Single(Assert.Throws<ConfigurationException>(() => LogSetup.ForServer(loaded)).Problems);
        Assert.StartsWith("log.file: 'nowhere/smtp.log' cannot be opened: ", problem, StringComparison.Ordinal);
    }

    private LogSetup Open(string format, string level = "information") =>
        LogSetup.ForServer(_setup.File($$"""{ "log": { "format": "{{format}}", "level": "{{level}}", "file": "smtp.log" } }""").Load());

    private static LogOptions Options(string format, string level) => new() { Format = format, Level = level, File = "smtp.log" };

    private string PathOf(string name) => Path.Combine(_setup.Directory, name);

    private string[] Lines(string name = "smtp.log") => File.ReadAllLines(PathOf(name));
}
