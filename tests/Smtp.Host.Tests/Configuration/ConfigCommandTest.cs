using System.CommandLine;
using System.Text.Json.Nodes;
using Smtp.Host.Cli;

namespace Smtp.Host.Tests.Configuration;

public sealed class ConfigCommandTest : IDisposable
{
    private readonly Setup _setup = new();

    public void Dispose() => _setup.Dispose();

    [Fact]
    public void Check_says_OK()
    {
        Assert.Equal((0, "OK (no file)\n", ""), Run("config check"));
        _setup.File("{}");
        Assert.Equal((0, $"OK ({Path.Combine(_setup.Directory, "smtp.json")})\n", ""), Run("config check"));
    }

    [Theory]
    [InlineData("config check")]
    [InlineData("config show")]
    [InlineData("config show --json")]
    public void A_bad_configuration_is_told_line_by_line_and_is_no_success(string command)
    {
        _setup.File("""{ "limits": { "errors": 0, "colour": 1 } }""");

        Assert.Equal(
            (1, "", "smtp: limits.colour: unknown key (from smtp.json)\n"
                + "smtp: limits.errors: '0' is not allowed; give a number from 1 to 10000 (from smtp.json)\n"),
            Run(command));
    }

    [Fact]
    public void Show_tells_where_each_value_came_from()
    {
        _setup.File("""{ "limits": { "messageSize": 1000 }, "aliases": { "info": "ann" } }""");
        _setup.Environment("SMTP_Domains", "a.example,b.example");

        var (code, output, _) = Run("config show --data mail");

        Assert.Equal(0, code);
        var lines = output.Split('\n').Select(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.Contains(lines, line => line is ["limits.messageSize", "1000", "smtp.json"]);
        Assert.Contains(lines, line => line is ["limits.recipients", "1000", "default"]);
        Assert.Contains(lines, line => line is ["limits.diskReserve", "64MiB", "default"]);
        Assert.Contains(lines, line => line is ["aliases.info", "ann", "smtp.json"]);
        Assert.Contains(lines, line => line is ["catchAll", "-", "default"]);
        Assert.Contains(lines, line => line is ["domains", "a.example, b.example", "environment SMTP_Domains"]);
        Assert.Contains(lines, line => line is ["data", "mail", "command line"]);
        Assert.Contains(lines, line => line is ["listeners[0].address", "127.0.0.1:2525", "default"]);
    }

    [Fact]
    public void Show_speaks_JSON_too()
    {
        var rows = JsonNode.Parse(Run("config show --json").Output)!.AsArray();

        Assert.Equal("67108864", Value("limits.messageSize").ToJsonString());
        Assert.Equal("\"5m\"", Value("timeouts.command").ToJsonString());
        Assert.Equal("false", Value("limits.countLoopback").ToJsonString());
        Assert.Equal("""["SCRAM-SHA-256","PLAIN","LOGIN"]""", Value("auth.mechanisms").ToJsonString());
        Assert.All(rows, row => Assert.Equal("default", (string?)row!["from"]));

        JsonNode Value(string key) => rows.Single(row => (string?)row!["key"] == key)!["value"]!;
    }

    [Fact]
    public void What_is_listened_on_replaces_the_configured_listeners()
    {
        _setup.File("""{ "listeners": ["*:25", "*:26", "*:27"] }""");

        var options = Load("serve --listen 127.0.0.1:2525 --listen submission:[::1]:0 --hostname line.example").Options;

        Assert.Equal(
            [("127.0.0.1:2525", "mx"), ("[::1]:0", "submission")],
            options.Listeners.Select(listener => (listener.Address, listener.Role)));
        Assert.Equal("line.example", options.HostName);
    }

    [Fact]
    public void A_file_is_named_before_or_after_the_command()
    {
        _setup.File("""{ "hostName": "named.example" }""", "my.json");
        var file = Path.Combine(_setup.Directory, "my.json");

        Assert.Equal("named.example", Load($"serve --config {file}").Options.HostName);
        Assert.Equal("named.example", Load($"--config {file} serve").Options.HostName);
        Assert.Equal((1, "", "smtp: nowhere.json: there is no such file (--config)\n"), Run("config check --config nowhere.json"));
    }

    private Smtp.Host.Configuration.LoadedConfiguration Load(string arguments) => CommonOptions.Load(Root().Parse(arguments), _setup.Around);

    private (int Code, string Output, string Error) Run(string arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = Root().Parse(arguments).Invoke(new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }

    private RootCommand Root() =>
    [
        CommonOptions.Config,
        CommonOptions.Data,
        new Command("serve") { CommonOptions.Listen, CommonOptions.HostName },
        ConfigCommand.Create(result => CommonOptions.Load(result, _setup.Around)),
    ];
}
