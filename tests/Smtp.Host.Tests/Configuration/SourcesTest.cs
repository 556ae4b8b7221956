namespace Smtp.Host.Tests.Configuration;

public sealed class SourcesTest : IDisposable
{
    private readonly Setup _setup = new();

    public void Dispose() => _setup.Dispose();

    [Fact]
    public void Nothing_configured_means_one_listener_on_this_machine()
    {
        var options = _setup.Options();

        var listener = Assert.Single(options.Listeners);
        Assert.Equal(("127.0.0.1:2525", "mx", "starttls", false), (listener.Address, listener.Role, listener.Tls, listener.TlsRequired));
        Assert.Equal("./smtp-data", options.Data);
        Assert.Equal("mail.example.org", options.HostName);
        Assert.Empty(options.Domains);
    }

    [Theory]
    [InlineData("box", "box")]
    [InlineData("my_box.lan", "my_box.lan")]
    [InlineData("my box", "localhost")]
    [InlineData("-box", "localhost")]
    [InlineData("bücher", "localhost")]
    [InlineData("", "localhost")]
    public void The_host_name_is_the_machine_s_where_that_is_a_domain_name(string machine, string hostName) =>
        Assert.Equal(hostName, _setup.Machine(machine).Options().HostName);

    [Fact]
    public void Each_source_wins_over_the_one_before_it()
    {
        Assert.Equal(("mail.example.org", "default"), HostName());
        _setup.File("""{ "hostName": "file.example" }""");
        Assert.Equal(("file.example", "smtp.json"), HostName());
        _setup.Environment("SMTP_HOSTNAME", "environment.example");
        Assert.Equal(("environment.example", "environment SMTP_HOSTNAME"), HostName());
        _setup.CommandLine("hostName", "line.example");
        Assert.Equal(("line.example", "command line"), HostName());

        (string, string) HostName() => (_setup.Options().HostName, _setup.From("hostName"));
    }

    [Theory]
    [InlineData("SMTP_Limits__MessageSize")]
    [InlineData("SMTP_LIMITS__MESSAGESIZE")]
    [InlineData("smtp_limits__messagesize")]
    public void Environment_variables_are_taken_in_any_case(string name)
    {
        _setup.Environment(name, "1000");

        Assert.Equal(1000, _setup.Options().Limits.MessageSize);
        Assert.Equal($"environment {name}", _setup.From("limits.messageSize"));
    }

    [Fact]
    public void Variables_of_others_are_left_alone() =>
        Assert.Equal(1000, _setup.Environment("XSMTP_NONSENSE", "1").Environment("SMTPNONSENSE", "1").Options().Limits.Recipients);

    [Fact]
    public void A_named_file_is_read_instead_of_smtp_json()
    {
        _setup.File("""{ "hostName": "wrong.example" }""").File("""{ "hostName": "right.example" }""", "my.json").Config("my.json");

        Assert.Equal("right.example", _setup.Options().HostName);
        Assert.Equal("my.json", _setup.From("hostName"));
        Assert.Equal(Path.Combine(_setup.Directory, "my.json"), _setup.Load().File);
    }

    [Fact]
    public void A_named_file_must_exist() => Assert.Equal("my.json: there is no such file (--config)", _setup.Config("my.json").Problem());

    [Fact]
    public void Comments_and_commas_at_the_end_are_fine() =>
        Assert.Equal(["example.org"], _setup.File("""{ /* ours */ "domains": ["example.org",], } // end""").Options().Domains);

    [Fact]
    public void Keys_of_the_file_are_taken_in_any_case() =>
        Assert.Equal(7, _setup.File("""{ "LIMITS": { "Recipients": 7 } }""").Options().Limits.Recipients);

    [Fact]
    public void A_null_says_nothing() =>
        Assert.Equal("", _setup.File("""{ "log": { "file": null }, "listeners": null, "limits": null }""").Options().Log.File);

    [Fact]
    public void A_shorter_list_replaces_a_longer_one_whole()
    {
        _setup.File("""{ "domains": ["a.example", "b.example", "c.example"] }""").Environment("SMTP_Domains__0", "d.example");

        Assert.Equal(["d.example"], _setup.Options().Domains);
        Assert.Equal("environment SMTP_Domains__0", _setup.From("domains"));
    }

    [Fact]
    public void A_later_listener_inherits_nothing_from_an_earlier_one()
    {
        _setup.File("""{ "listeners": [{ "address": "*:465", "role": "submission", "tls": "implicit" }, "*:25"] }""");
        _setup.Environment("SMTP_LISTENERS__0__ADDRESS", "*:2525");

        var listener = Assert.Single(_setup.Options().Listeners);
        Assert.Equal(("*:2525", "mx", "starttls"), (listener.Address, listener.Role, listener.Tls));
        Assert.Equal("environment SMTP_LISTENERS__0__ADDRESS", _setup.From("listeners[0].address"));
        Assert.Equal("default", _setup.From("listeners[0].role"));
    }

    [Theory]
    [InlineData("example.org,example.net")]
    [InlineData(" example.org , example.net, ")]
    public void A_list_in_the_environment_may_be_one_text(string text) =>
        Assert.Equal(["example.org", "example.net"], _setup.Environment("SMTP_Domains", text).Options().Domains);

    [Fact]
    public void An_empty_list_replaces_the_default()
    {
        Assert.Equal(["SCRAM-SHA-256", "PLAIN", "LOGIN"], _setup.Options().Auth.Mechanisms);
        Assert.Empty(_setup.File("""{ "auth": { "mechanisms": [] } }""").Options().Auth.Mechanisms);
        Assert.Equal(["PLAIN"], _setup.Environment("SMTP_Auth__Mechanisms", "plain").Options().Auth.Mechanisms);
    }

    [Fact]
    public void Listeners_have_a_short_form()
    {
        _setup.File("""{ "listeners": ["submission:*:587", { "address": "[::1]:25", "tls": "none" }, "lmtp:unix:/run/x"] }""");

        Assert.Equal(
            [("*:587", "submission", "starttls"), ("[::1]:25", "mx", "none"), ("unix:/run/x", "lmtp", "starttls")],
            _setup.Options().Listeners.Select(listener => (listener.Address, listener.Role, listener.Tls)));
        Assert.Equal("smtp.json", _setup.From("listeners[0].role"));
        Assert.Equal("default", _setup.From("listeners[1].role"));
        Assert.Equal("smtp.json", _setup.From("listeners[1].tls"));
    }

    [Fact]
    public void Names_of_a_later_source_are_added()
    {
        _setup.File("""{ "aliases": { "info": "ann", "sales": "ann" }, "domains": ["example.org"] }""").Environment("SMTP_Aliases__Sales", "bob@example.org");

        Assert.Equal(("ann", "bob@example.org"), (_setup.Options().Aliases["info"], _setup.Options().Aliases["sales"]));
        Assert.Equal(2, _setup.Options().Aliases.Count);
    }
}
