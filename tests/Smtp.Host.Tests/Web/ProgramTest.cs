using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Smtp.Host.Tests.Cli;
using Smtp.Host.Tests.Delivery;
using Smtp.Host.Tests.Storage;
using Smtp.Host.Tests.Web.Api;

namespace Smtp.Host.Tests.Web;

/// <summary>Everything that is served, by the executable itself: all other tests of it have the host in their own process, where whatever
/// a native program might lack is always there.</summary>
public sealed class ProgramTest(ProgramTest.Program program) : IClassFixture<ProgramTest.Program>
{
    [Fact]
    public async Task Every_page_is_shown()
    {
        var session = program.Session;
        foreach (var (path, shows) in new (string, string)[]
        {
            ("/mail", "Our parcel"), ($"/mail/{program.Id}", "Our parcel"), ($"/mail/{program.Id}/text", "It is on its way"), ($"/mail/{program.Id}/source", "Subject: Our parcel"),
            ($"/mail/{program.Id}/headers", "Message-ID"), ($"/mail/{program.Id}/parts", "list.csv"), ($"/mail/{program.Id}/envelope", "ann@example.org"),
            ($"/mail/{program.Id}/conversation", "RCPT TO"), ($"/mail/{program.Id}/frame", "on its way"), ("/mail?q=subject%3Aparcel+has%3Aattachment", "Our parcel"),
            ("/sessions", session), ($"/sessions/{session}", "MAIL FROM"), ($"/sessions/{session}/transcript", "C: MAIL FROM:<ann@example.org>"),
            ("/queue", "queue"), ("/overview", "127.0.0.1"), ("/assets/app.js", "EventSource"), ("/metrics", "smtp_"), ("/readyz", "ok"),
        })
        {
            var (status, text) = await program.AskAsync(HttpMethod.Get, path);
            Assert.True(status == HttpStatusCode.OK && text.Contains(shows, StringComparison.Ordinal), $"{path} answered {status}, without '{shows}':\n{text}");
        }
    }

    [Fact]
    public async Task The_interface_answers_as_its_document_says_which_is_the_same_everywhere()
    {
        var document = (await program.AskAsync(HttpMethod.Get, "/api/smtp/openapi.json")).Text;
        await using var here = await ApiServer.StartAsync();
        Assert.Equal(WithoutPort(here.Contract.Text), WithoutPort(document));

        var contract = new Contract(document);
        var session = program.Session;
        foreach (var (method, path, body) in new (HttpMethod, string, string?)[]
        {
            (HttpMethod.Get, "/messages?query=subject:parcel", null), (HttpMethod.Get, $"/messages/{program.Id}", null), (HttpMethod.Get, $"/messages/{program.Id}/raw", null),
            (HttpMethod.Get, $"/messages/{program.Id}/parts/2", null), (HttpMethod.Patch, $"/messages/{program.Id}", """{"unread":true,"tags":["a tag"]}"""),
            (HttpMethod.Post, "/messages/mark", """{"unread":false,"query":"subject:parcel"}"""), (HttpMethod.Get, "/mailboxes", null), (HttpMethod.Get, "/tags", null),
            (HttpMethod.Get, "/sessions", null), (HttpMethod.Get, $"/sessions/{session}", null), (HttpMethod.Get, $"/sessions/{session}/transcript", null),
            (HttpMethod.Get, "/queue", null), (HttpMethod.Post, "/queue/actions", """{"action":"hold","recipient":"bob@example.net"}"""), (HttpMethod.Get, "/info", null),
            (HttpMethod.Get, "/problems", null), (HttpMethod.Get, "/messages?query=before:x", null), (HttpMethod.Get, "/messages?limit=0", null),
            (HttpMethod.Get, "/messages?limit=some", null), (HttpMethod.Get, "/messages/nobody", null), (HttpMethod.Post, "/messages/mark", "{}"),
            (HttpMethod.Post, "/messages/delete", """{"ids":["nobody"]}"""),
        })
        {
            using var request = Program.Request(method, ApiServer.Root + path, body);
            using var response = await program.Client.SendAsync(request);
            await contract.CheckAsync(contract.Find(method, ApiServer.Root + path.Split('?')[0]), response);
        }
    }

    [Fact]
    public async Task Mailpit_is_spoken()
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{program.Client.BaseAddress!.Authority}/api/events"), CancellationToken.None);
        Assert.Equal("Our parcel", (string?)(await program.JsonAsync(HttpMethod.Get, "/api/v1/search?query=subject:parcel"))["messages"]![0]!["Subject"]);
        var message = await program.JsonAsync(HttpMethod.Get, $"/api/v1/message/{program.Id}");
        Assert.Equal(("ann@example.org", "list.csv"), ((string?)message["From"]!["Address"], (string?)message["Attachments"]![0]!["FileName"]));
        Assert.Equal("Our parcel", (string?)(await program.JsonAsync(HttpMethod.Get, $"/api/v1/message/{program.Id}/headers"))["Subject"]![0]);
        Assert.InRange((int)(await program.JsonAsync(HttpMethod.Get, "/api/v1/info"))["Messages"]!, 1, 2);
        Assert.NotNull((await program.JsonAsync(HttpMethod.Get, "/api/v1/webui"))["MessageRelay"]);
        await program.AskAsync(HttpMethod.Put, "/api/v1/tags", $$"""{"IDs":["{{program.Id}}"],"Tags":["paid"]}""");
        Assert.Equal("""["paid"]""", (await program.AskAsync(HttpMethod.Get, "/api/v1/tags")).Text);
        var sent = await program.JsonAsync(
            HttpMethod.Post, "/api/v1/send", """{"From":{"Email":"ann@example.org"},"To":[{"Email":"bob@example.net"}],"Subject":"Sent","Text":"Here."}""");
        Assert.NotNull((string?)sent["ID"]);
        Assert.Equal("ok", (await program.AskAsync(HttpMethod.Put, "/api/v1/messages", $$"""{"IDs":["{{program.Id}}"],"Read":true}""")).Text);

        var told = new StringBuilder();
        var octets = new byte[4096];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!told.ToString().Contains("\"Sent\"", StringComparison.Ordinal))
            told.Append(Encoding.UTF8.GetString(octets, 0, (await socket.ReceiveAsync(octets, patience.Token)).Count));
        Assert.Contains("\"Type\":\"stats\"", told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_write_JSON_beside_it()
    {
        foreach (var (arguments, shows) in new (string[], string)[]
        {
            (["messages", "list", "--json"], $"\"id\": \"{program.Id}\""), (["sessions", "list", "--json"], "\"peer\": \"127.0.0.1\""), (["queue", "list", "--json"], "[]"),
            (["user", "list", "--json"], "[]"), (["config", "show", "--json"], "\"from\": \"default\""),
        })
        {
            var (exit, output, error) = await SmtpProcess.RunAsync(program.Directory, [.. arguments, "--data", "data"]);
            Assert.True(exit == 0 && output.Contains(shows, StringComparison.Ordinal), $"{string.Join(' ', arguments)} ended with {exit}:\n{output}{error}");
            Assert.IsType<JsonArray>(JsonNode.Parse(output));
        }
    }

    private static string WithoutPort(string document) =>
        System.Text.RegularExpressions.Regex.Replace(document, "(127\\.0\\.0\\.1|localhost):[0-9]+", "$1");

    /// <summary>The executable, with a message in its store.</summary>
    public sealed class Program : IAsyncLifetime, IDisposable
    {
        private const string Letter = """
            From: Ann <ann@example.org>
            To: bob@example.net
            Subject: Our parcel
            Message-ID: <1@example.org>
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/html; charset=utf-8

            <p>It is <b>on its way</b>. It is on its way.</p>
            --b
            Content-Type: text/csv; name=list.csv
            Content-Disposition: attachment; filename=list.csv

            1;2
            --b--
            """;

        private readonly StoreFixture _fixture = new();
        private SmtpProcess? _host;

        internal HttpClient Client { get; } = new();

        internal string Directory => _fixture.Path;

        /// <summary>The message.</summary>
        internal string Id { get; private set; } = "";

        /// <summary>The session that brought it.</summary>
        internal string Session { get; private set; } = "";

        public async Task InitializeAsync()
        {
            _host = await SmtpProcess.ServeAsync(Directory, "serve", "--listen", "127.0.0.1:0", "--data", "data", "--web", "127.0.0.1:0");
            Client.BaseAddress = new Uri(_host.Pages);
            await using var client = await _host.ConnectAsync();
            await client.ReplyAsync();
            await client.SayAllAsync("EHLO client.example", "MAIL FROM:<ann@example.org>", "RCPT TO:<bob@example.net>", "DATA");
            var answer = await client.SayAsync(Letter.ReplaceLineEndings("\r\n") + "\r\n.");
            Id = answer[(answer.LastIndexOf(' ') + 1)..];
            await client.SayAsync("QUIT");
            Session = (string)(await JsonAsync(HttpMethod.Get, "/api/smtp/messages/wait?timeout=30"))["messages"]![0]!["session"]!;
            await Eventually.HoldsAsync(
                async () => (await JsonAsync(HttpMethod.Get, "/api/smtp/sessions"))["sessions"]!.AsArray().Count == 1, () => "The session is not listed.");
        }

        public async Task DisposeAsync()
        {
            if (_host is not null) await _host.DisposeAsync();
        }

        public void Dispose()
        {
            Client.Dispose();
            _fixture.Dispose();
        }

        internal async Task<JsonNode> JsonAsync(HttpMethod method, string path, string? body = null)
        {
            var (status, text) = await AskAsync(method, path, body);
            return status == HttpStatusCode.OK ? JsonNode.Parse(text)! : throw new InvalidOperationException($"{path} answered {status}: {text}");
        }

        internal async Task<(HttpStatusCode Status, string Text)> AskAsync(HttpMethod method, string path, string? body = null)
        {
            using var request = Request(method, path, body);
            using var response = await Client.SendAsync(request);
            return (response.StatusCode, await response.Content.ReadAsStringAsync());
        }

        internal static HttpRequestMessage Request(HttpMethod method, string path, string? body) => new(method, path)
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
    }
}
