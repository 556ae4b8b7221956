using System.Text.Json;
using Microsoft.Data.Sqlite;
using Smtp.Host.Storage;
using Smtp.Host.Tests.Delivery;
using Smtp.Host.Tests.Storage;

namespace Smtp.Host.Tests.Cli;

/// <summary>The real executable, from the first line that it says to the last.</summary>
public sealed class ServeTest : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("smtp-cli-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [FactOnUnix]
    public async Task Without_a_command_it_serves_and_other_commands_work_beside_it()
    {
        await using var server = await SmtpProcess.ServeAsync(_directory, "--listen", "127.0.0.1:0");
        Assert.NotEqual(0, server.Port);
        Assert.Contains($"curl smtp://127.0.0.1:{server.Port} ", await server.LineAsync("curl"), StringComparison.Ordinal);
        var id = await SendAsync(server);

        var list = await SmtpProcess.RunAsync(_directory, "messages", "list", "--json");
        Assert.Equal((0, ""), (list.Exit, list.Error));
        var message = JsonDocument.Parse(list.Output).RootElement.EnumerateArray().Single();
        Assert.Equal(
            ["id", "from", "to", "size", "receivedAt"], message.EnumerateObject().Select(property => property.Name));
        Assert.Equal(id, message.GetProperty("id").GetString());
        Assert.Equal("alice@example.org", message.GetProperty("from").GetString());
        Assert.Equal("bob@example.net", message.GetProperty("to").EnumerateArray().Single().GetString());
        Assert.Equal(18, message.GetProperty("size").GetInt32());
        Assert.True(message.GetProperty("receivedAt").TryGetDateTimeOffset(out _));

        Assert.Equal((0, "Subject: x\r\n\r\nHi\r\n", ""), await SmtpProcess.RunAsync(_directory, "messages", "raw", id));
        Assert.Equal((0, $"Deleted {id}.\n", ""), await SmtpProcess.RunAsync(_directory, "messages", "delete", id));
        Assert.Equal(
            (1, "", $"smtp: There is no message '{id}'.\n"), await SmtpProcess.RunAsync(_directory, "messages", "show", id));
    }

    [FactOnUnix]
    public async Task Only_one_server_has_a_data_directory_and_only_one_an_address()
    {
        await using var server = await SmtpProcess.ServeAsync(_directory, "serve", "--listen", "127.0.0.1:0");

        var second = await SmtpProcess.RunAsync(_directory, "serve", "--listen", "127.0.0.1:0");
        Assert.Equal(
            (1, "", $"smtp: Another server is already running on the data directory '{_directory}/smtp-data'.\n"), second);
        var same = await SmtpProcess.RunAsync(_directory, "--listen", $"127.0.0.1:{server.Port}", "--data", "other");
        Assert.Equal((1, "", $"smtp: Cannot listen on 127.0.0.1:{server.Port}: another process listens there.\n"), same);
    }

    [FactOnUnix]
    public async Task A_log_in_JSON_is_JSON_from_the_first_line_to_the_last()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory, "smtp.json"), """{ "log": { "format": "json" } }""");
        await using var server = await SmtpProcess.ServeAsync(_directory, "--listen", "127.0.0.1:0");
        await SendAsync(server);
        server.Signal(SmtpProcess.Hangup);
        await server.LineAsync("Configuration reloaded");
        server.Signal(SmtpProcess.Terminate);

        var (exit, output, error) = await server.EndAsync();

        Assert.Equal((0, ""), (exit, error));
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var events = lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal($"127.0.0.1:{server.Port}", events[0].GetProperty("Address").GetString());
        Assert.Equal("Stopped", events[^1].GetProperty("@m").GetString());
    }

    [FactOnUnix]
    public async Task SIGTERM_tells_idle_sessions_and_closes_the_store()
    {
        await using var server = await SmtpProcess.ServeAsync(_directory, "--listen", "127.0.0.1:0");
        await SendAsync(server);
        await using var idle = await server.ConnectAsync();
        await idle.ReplyAsync();
        Assert.True(File.Exists(Path.Combine(_directory, "smtp-data", "smtp.db-wal")));

        server.Signal(SmtpProcess.Terminate);

        Assert.Equal("421 4.3.2 Shutting down", await idle.ReplyAsync());
        Assert.True(await idle.IsClosedAsync());
        var (exit, output, error) = await server.EndAsync();
        Assert.Equal((0, ""), (exit, error));
        Assert.EndsWith(" INF Stopped\n", output, StringComparison.Ordinal);
        // What was in the log has come into the database itself, which alone has all the mail now.
        Assert.False(File.Exists(Path.Combine(_directory, "smtp-data", "smtp.db-wal")));
        using var connection = new SqliteConnection($"Data Source={_directory}/smtp-data/smtp.db;Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM messages";
        Assert.Equal(1L, command.ExecuteScalar());
    }

    [FactOnUnix]
    public async Task SIGINT_waits_for_a_message_on_its_way()
    {
        await using var server = await SmtpProcess.ServeAsync(_directory, "--listen", "127.0.0.1:0");
        await using var busy = await server.ConnectAsync();
        await busy.ReplyAsync();
        await busy.SayAllAsync("EHLO client.example", "MAIL FROM:<alice@example.org>", "RCPT TO:<bob@example.net>", "DATA");
        await using var idle = await server.ConnectAsync();
        await idle.ReplyAsync();

        server.Signal(SmtpProcess.Interrupt);

        Assert.Equal("421 4.3.2 Shutting down", await idle.ReplyAsync()); // It is stopping now.
        Assert.StartsWith("250 2.0.0 Ok: queued as ", await busy.SayAsync("Subject: x\r\n\r\nHi\r\n."), StringComparison.Ordinal);
        Assert.Equal("421 4.3.2 Shutting down", await busy.ReplyAsync());
        var (exit, output, error) = await server.EndAsync();
        Assert.Equal((0, ""), (exit, error));
        Assert.EndsWith(" INF Stopped\n", output, StringComparison.Ordinal);
    }

    [FactOnUnix]
    public async Task SIGHUP_puts_a_new_configuration_in_force_and_keeps_the_old_one_where_the_new_one_is_bad()
    {
        var file = Path.Combine(_directory, "smtp.json");
        var log = Path.Combine(_directory, "smtp.log");
        await File.WriteAllTextAsync(file, """{ "domains": ["example.org"], "log": { "file": "smtp.log" } }""");
        await using var server = await SmtpProcess.ServeAsync(_directory, "--listen", "127.0.0.1:0");
        Assert.Contains("--mail-rcpt postmaster@example.org", await server.LineAsync("curl"), StringComparison.Ordinal);
        await using var client = await server.ConnectAsync();
        await client.ReplyAsync();
        await client.SayAllAsync("EHLO client.example", "MAIL FROM:<>");
        Assert.StartsWith("550 5.7.1", await client.SayAsync("RCPT TO:<postmaster@example.net>"), StringComparison.Ordinal);

        await File.WriteAllTextAsync(file, """{ "domains": ["example.net"], "log": { "file": "smtp.log" } }""");
        File.Move(log, log + ".1");
        server.Signal(SmtpProcess.Hangup);
        Assert.Contains("domains changed", await server.LineAsync("Configuration reloaded"), StringComparison.Ordinal);
        Assert.StartsWith("250", await client.SayAsync("RCPT TO:<postmaster@example.net>"), StringComparison.Ordinal);
        Assert.Contains("domains changed", await ReadAsync(log), StringComparison.Ordinal);
        Assert.DoesNotContain("domains changed", await ReadAsync(log + ".1"), StringComparison.Ordinal);

        await File.WriteAllTextAsync(file, """{ "domains": ["example.com"], "limits": { "errors": 0 } }""");
        server.Signal(SmtpProcess.Hangup);
        Assert.Contains("limits.errors: '0' is not allowed", await server.LineAsync("kept as it was"), StringComparison.Ordinal);
        Assert.StartsWith("250", await client.SayAsync("RCPT TO:<postmaster@example.net>"), StringComparison.Ordinal);

        await File.WriteAllTextAsync(
            file, """{ "data": "elsewhere", "tls": { "minimum": "1.3" }, "domains": ["example.net"] }""");
        server.Signal(SmtpProcess.Hangup);
        var warning = await server.LineAsync("restart");
        Assert.EndsWith(" WRN A restart is needed before data, tls.minimum can change", warning, StringComparison.Ordinal);
        await SendAsync(server, "postmaster@example.net");
        Assert.False(Directory.Exists(Path.Combine(_directory, "elsewhere")));
    }

    [FactOnUnix]
    public async Task SIGHUP_before_the_server_is_ready_is_heeded_when_it_is()
    {
        var data = Path.Combine(_directory, "smtp-data");
        await using (await StoreFixture.OpenAsync(new StoreSettings(data))) { }
        File.Delete(Path.Combine(data, "host.lock"));
        SmtpProcess server;
        // While somebody else writes, it waits for its store; it has come so far once it holds its lock.
        using (StoreFixture.Write(data))
        {
            server = SmtpProcess.Start(_directory, "--listen", "127.0.0.1:0");
            await Eventually.HoldsAsync(() => File.Exists(Path.Combine(data, "host.lock")), () => "It does not start.");
            server.Signal(SmtpProcess.Hangup);
        }
        await using (server)
        {
            await server.LineAsync("Listening on ");
            await server.LineAsync("Configuration reloaded");
            server.Signal(SmtpProcess.Terminate);
            Assert.Equal(0, (await server.EndAsync()).Exit);
        }
    }

    private static async Task<string> SendAsync(SmtpProcess server, string to = "bob@example.net")
    {
        await using var client = await server.ConnectAsync();
        await client.ReplyAsync();
        await client.SayAllAsync("EHLO client.example", "MAIL FROM:<alice@example.org>", $"RCPT TO:<{to}>", "DATA");
        var reply = await client.SayAsync("Subject: x\r\n\r\nHi\r\n.");
        Assert.StartsWith("250 2.0.0 Ok: queued as ", reply, StringComparison.Ordinal);
        return reply.Split(' ')[^1];
    }

    private static async Task<string> ReadAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        return await reader.ReadToEndAsync();
    }
}
