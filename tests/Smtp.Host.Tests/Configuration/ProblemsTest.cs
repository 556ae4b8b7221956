using Smtp.Host.Configuration;

namespace Smtp.Host.Tests.Configuration;

public sealed class ProblemsTest : IDisposable
{
    private readonly Setup _setup = new();

    public void Dispose() => _setup.Dispose();

    [Theory]
    // Numbers
    [InlineData("""{ "limits": { "recipients": -1 } }""", "limits.recipients: '-1' is not allowed; give a number from 1 to 100000")]
    [InlineData("""{ "limits": { "recipients": 0 } }""", "limits.recipients: '0' is not allowed; give a number from 1 to 100000")]
    [InlineData("""{ "limits": { "recipients": 1.5 } }""", "limits.recipients: '1.5' is not allowed; give a number from 1 to 100000")]
    [InlineData("""{ "limits": { "recipients": "many" } }""", "limits.recipients: 'many' is not allowed; give a number from 1 to 100000")]
    [InlineData("""{ "limits": { "errors": true } }""", "limits.errors: 'True' is not allowed; give a number from 1 to 10000")]
    [InlineData("""{ "limits": { "errors": "" } }""", "limits.errors: '' is not allowed; give a number from 1 to 10000")]
    // Sizes
    [InlineData("""{ "limits": { "messageSize": "64M" } }""",
        "limits.messageSize: '64M' is not allowed; give 0 (no limit) or octets from 1 to 1TiB, such as 5000000, 10MB or 64MiB")]
    [InlineData("""{ "limits": { "commandLine": 511 } }""",
        "limits.commandLine: '511' is not allowed; give octets from 512 to 64KiB, such as 16KiB")]
    [InlineData("""{ "limits": { "saslLine": 12287 } }""",
        "limits.saslLine: '12287' is not allowed; give octets from 12KiB to 1MiB, such as 16KiB")]
    [InlineData("""{ "limits": { "textLine": 998 } }""",
        "limits.textLine: '998' is not allowed; give 0 (no limit) or octets from 1000 to 1GiB, such as 5000000, 10MB or 64MiB")]
    // Times
    [InlineData("""{ "timeouts": { "command": 300 } }""",
        "timeouts.command: '300' is not allowed; give a time from 1s to 1d, such as 30s, 2m or 00:02:00")]
    [InlineData("""{ "timeouts": { "handshake": "0s" } }""",
        "timeouts.handshake: '0s' is not allowed; give a time from 1s to 1h, such as 30s, 2m or 00:02:00")]
    // Words
    [InlineData("""{ "limits": { "countLoopback": "yes" } }""", "limits.countLoopback: 'yes' is not allowed; give true or false")]
    [InlineData("""{ "auth": { "withoutTls": "always" } }""", "auth.withoutTls: 'always' is not allowed; give never or loopback")]
    [InlineData("""{ "auth": { "mechanisms": ["PLAIN", "CRAM-MD5"] } }""",
        "auth.mechanisms[1]: 'CRAM-MD5' is not allowed; give one of SCRAM-SHA-256, PLAIN, LOGIN")]
    [InlineData("""{ "auth": { "mechanisms": ["PLAIN", "plain"] } }""", "auth.mechanisms[1]: 'plain' is there already")]
    [InlineData("""{ "protocol": { "without": ["STARTTLS"] } }""",
        "protocol.without[0]: 'STARTTLS' is not allowed; give one of PIPELINING, SIZE, 8BITMIME, SMTPUTF8, ENHANCEDSTATUSCODES, CHUNKING, BINARYMIME, DSN, REQUIRETLS, LIMITS")]
    [InlineData("""{ "log": { "level": "loud" } }""",
        "log.level: 'loud' is not allowed; give one of verbose, debug, information, warning, error, fatal")]
    // Names and addresses
    [InlineData("""{ "hostName": "my box" }""", "hostName: 'my box' is not allowed; give a domain name in ASCII, such as mail.example.org")]
    [InlineData("""{ "hostName": "a\nb" }""", "hostName: 'a\uFFFDb' is not allowed; give a domain name in ASCII, such as mail.example.org")]
    [InlineData("""{ "domains": ["example.org", "example..org"] }""",
        "domains[1]: 'example..org' is not allowed; give a domain name, such as example.org, or an address literal, such as [192.0.2.1]")]
    [InlineData("""{ "aliases": { "info": "ann@" } }""",
        "aliases.info: 'ann@' is not allowed; give an address or the part of one before its @")]
    [InlineData("""{ "aliases": { "@x": "ann" } }""",
        "aliases.@x: '@x' is not allowed; give an address or, for every domain, the part of one before its @")]
    [InlineData("""{ "catchAll": { "-": "ann" } }""", "catchAll.-: '-' is not allowed; give a domain name, such as example.org, or an address literal, such as [192.0.2.1]")]
    [InlineData("""{ "subAddress": "ab" }""", "subAddress: 'ab' is not allowed; give one punctuation mark, such as + or -, or nothing")]
    [InlineData("""{ "data": "" }""", "data: '' is not allowed; give a path")]
    // Shapes
    [InlineData("""{ "limits": 5 }""", "limits: '5' is not allowed; give a group of messageSize, recipients, commandLine, saslLine, "
        + "textLine, transactions, errors, junk, chunks, connections, connectionsPerAddress, countLoopback, diskReserve")]
    [InlineData("""{ "limits": { "errors": [1] } }""", "limits.errors: only one value is allowed; give a number from 1 to 10000")]
    [InlineData("""{ "limits": { "errors": { "a": 1 } } }""", "limits.errors: only one value is allowed; give a number from 1 to 10000")]
    [InlineData("""{ "domains": { "a": "example.org" } }""", "domains: give a list; each item a domain name, such as example.org, or an address literal, such as [192.0.2.1]")]
    [InlineData("""{ "domains": [["example.org"]] }""", "domains: give a list; each item a domain name, such as example.org, or an address literal, such as [192.0.2.1]")]
    [InlineData("""{ "aliases": "ann" }""", "aliases: give names and values; each name an address or, for every domain, the part of one "
        + "before its @; each value an address or the part of one before its @")]
    [InlineData("""{ "listeners": { "address": "*:25" } }""",
        "listeners: give a list; each item a group of address, role, tls, tlsRequired, or [ROLE:]ADDRESS")]
    // Listeners
    [InlineData("""{ "listeners": [] }""", "listeners: a server needs a place to listen; give one, or leave the key out")]
    [InlineData("""{ "listeners": ["*:25", { "role": "mx" }] }""", "listeners[1].address: is missing; give " + ListenAddress.Allowed)]
    [InlineData("""{ "listeners": [{ "address": "here" }] }""", "listeners[0].address: 'here' is not allowed; give " + ListenAddress.Allowed)]
    [InlineData("""{ "listeners": [{ "address": "*:25", "role": "relay" }] }""",
        "listeners[0].role: 'relay' is not allowed; give one of mx, submission, lmtp")]
    [InlineData("""{ "listeners": [{ "address": "*:25", "tls": true }] }""",
        "listeners[0].tls: 'True' is not allowed; give one of none, starttls, implicit")]
    [InlineData("""{ "listeners": ["relay:*:25"] }""",
        "listeners[0]: 'relay:*:25' is not allowed; give [ROLE:]ADDRESS, with ROLE mx, submission or lmtp, and ADDRESS " + ListenAddress.Allowed)]
    // Unknown keys
    [InlineData("""{ "limits": { "mesageSize": 1 } }""", "limits.mesageSize: unknown key; did you mean limits.messageSize?")]
    [InlineData("""{ "limits": { "recipeints": 1 } }""", "limits.recipeints: unknown key; did you mean limits.recipients?")]
    [InlineData("""{ "limit": { "recipients": 1 } }""", "limit: unknown key; did you mean limits?")]
    [InlineData("""{ "messageSize": 1 }""", "messageSize: unknown key; did you mean limits.messageSize?")]
    [InlineData("""{ "Hostnam": "a.example" }""", "Hostnam: unknown key; did you mean hostName?")]
    [InlineData("""{ "colour": "blue" }""", "colour: unknown key")]
    [InlineData("""{ "colour": {} }""", "colour: unknown key")]
    [InlineData("""{ "colour": null }""", "colour: unknown key")]
    [InlineData("""{ "colour": { "a": 1, "b": [2, 3] } }""", "colour: unknown key")]
    [InlineData("""{ "listeners": [{ "address": "*:25", "rol": "mx" }] }""", "listeners[0].rol: unknown key; did you mean listeners[0].role?")]
    public void A_bad_file(string json, string problem) =>
        Assert.Equal($"{problem} (from smtp.json)", _setup.File(json).Problem());

    [Theory]
    [InlineData("SMTP_Limits__Recipients", "x",
        "limits.recipients: 'x' is not allowed; give a number from 1 to 100000 (from environment SMTP_Limits__Recipients)")]
    [InlineData("SMTP_COLOUR", "secret", "COLOUR: unknown key (from environment SMTP_COLOUR)")]
    [InlineData("SMTP_HOSTNAM", "a", "HOSTNAM: unknown key; did you mean hostName? (from environment SMTP_HOSTNAM)")]
    [InlineData("SMTP_LIMITS_ERRORS", "1", "LIMITS_ERRORS: unknown key (from environment SMTP_LIMITS_ERRORS)")]
    [InlineData("SMTP_LIMITS__ERROR", "1", "limits.ERROR: unknown key; did you mean limits.errors? (from environment SMTP_LIMITS__ERROR)")]
    [InlineData("SMTP_", "1", ": unknown key (from environment SMTP_)")]
    [InlineData("SMTP_Domains", "a.example,b..example",
        "domains: 'b..example' is not allowed; give a domain name, such as example.org, or an address literal, such as [192.0.2.1] (from environment SMTP_Domains)")]
    [InlineData("SMTP_Domains__1", "a.example", "domains: has gaps; number its items from 0 on (from environment)")]
    public void A_bad_variable(string name, string value, string problem) =>
        Assert.Equal(problem, _setup.Environment(name, value).Problem());

    [Fact]
    public void A_list_is_given_once_only() => Assert.Equal(
        "domains: is given both as one text and item by item; give it once (from environment SMTP_Domains)",
        _setup.Environment("SMTP_Domains", "a.example").Environment("SMTP_Domains__0", "b.example").Problem());

    [Fact]
    public void A_bad_option_of_the_command_line_says_so() => Assert.Equal(
        $"listeners[0]: 'here' is not allowed; give [ROLE:]ADDRESS, with ROLE mx, submission or lmtp, and ADDRESS {ListenAddress.Allowed} (from command line)",
        _setup.CommandLine("listeners:0", "here").Problem());

    [Fact]
    public void All_problems_are_told_at_once()
    {
        _setup.File("""{ "limits": { "errors": 0, "erors": 1 }, "domains": ["-"] }""").Environment("SMTP_COLOUR", "blue");

        Assert.Equal(
            ["limits.erors", "COLOUR", "domains[0]", "limits.errors"],
            _setup.Problems().Select(problem => problem.Split(':')[0]));
    }

    [Theory]
    [InlineData("{\n  \"domains\": [\n    oops\n  ]\n}", "smtp.json, line 3: this is not JSON: ")]
    [InlineData("", "smtp.json, line 1: this is not JSON: ")]
    [InlineData("[]", "smtp.json: ")]
    [InlineData("""{ "data": "a", "Data": "b" }""", "smtp.json: ")]
    public void A_file_that_is_no_JSON_object(string json, string problem) =>
        Assert.StartsWith(problem, _setup.File(json).Problem(), StringComparison.Ordinal);
}
