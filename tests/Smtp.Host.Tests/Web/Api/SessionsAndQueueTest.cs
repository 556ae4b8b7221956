using System.Text.Json.Nodes;
using Smtp.Host.Tests.Delivery;

namespace Smtp.Host.Tests.Web.Api;

public sealed class SessionsAndQueueTest
{
    [Fact]
    public async Task A_session_is_a_conversation_with_states_and_reasons()
    {
        await using var api = await ApiServer.StartAsync(("domains:0", "example.net"));
        await using (var client = await api.Web.Server.ConnectAsync())
        {
            await client.ReplyAsync();
            await client.SayAllAsync("EHLO client.example", "MAIL FROM:<ann@example.org>", "RCPT TO:<postmaster@example.net>", "RCPT TO:<who@example.com>", "DATA");
            await client.SayAsync("Subject: x\r\n\r\nhello\r\n.");
            await client.SayAsync("QUIT");
            Assert.True(await client.IsClosedAsync());
        }
        var row = Assert.Single(await SessionsAsync(api))!;
        var session = (await api.GetAsync($"/sessions/{row["id"]}")).Json;

        Assert.Equal(("Quit", false, 1), ((string)session["ending"]!, (bool)session["failed"]!, (int)session["accepted"]!));
        Assert.Equal(("client.example", "ESMTP", "replayed"), ((string)session["hello"]!, (string)session["protocol"]!, (string)session["telling"]!));
        var turns = session["turns"]!.AsArray();
        Assert.Equal(
            ["server ", "client EHLO client.example", "client MAIL FROM:<ann@example.org>", "client RCPT TO:<postmaster@example.net>", "client RCPT TO:<who@example.com>", "client DATA"],
            turns.Take(6).Select(one => $"{one!["speaker"]} {one["text"]}"));
        var refused = Assert.Single(turns, one => one!["refusals"]!.AsArray().Count > 0)!;
        Assert.StartsWith("550 5.7.1", (string)refused["replies"]![0]!, StringComparison.Ordinal);
        Assert.Equal("RFC 5321 §7.9", (string)refused["refusals"]![0]!["section"]!);
        Assert.Equal("addressed", (string)refused["state"]!);
        Assert.Equal(
            ["postmaster@example.net"], Assert.Single(turns, one => (int?)one!["grew"]?["recipientCount"] == 1)!["grew"]!["to"]!.AsArray().Select(one => (string)one!));
        Assert.Contains(turns, one => one!["stored"]!.AsArray().Count == 1 && (string)one["speaker"]! == "content");
        Assert.StartsWith("swaks ", (string)session["swaks"]!, StringComparison.Ordinal);
        Assert.NotNull(refused["seconds"]);

        var transcript = await api.GetAsync($"/sessions/{row["id"]}/transcript");
        Assert.StartsWith("# Session", transcript.Text, StringComparison.Ordinal);
        Assert.Equal(($"{row["id"]}.smtp", "utf-8"), (transcript.Headers.ContentDisposition?.FileName, transcript.Headers.ContentType?.CharSet));
    }

    [Fact]
    public async Task Sessions_are_windowed_and_the_failed_ones_found()
    {
        await using var api = await ApiServer.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            await api.Web.SendAsync($"Letter {i}");
            await using var client = await api.Web.Server.ConnectAsync();
            await client.ReplyAsync();
            await client.SayAllAsync($"EHLO scanner{i}.example", "QUIT");
            Assert.True(await client.IsClosedAsync());
        }
        Assert.Equal(["scanner2.example", "scanner1.example", "scanner0.example"], (await SessionsAsync(api, "?failed=true")).Select(one => (string)one!["hello"]!));
        var seen = new List<string>();
        for (var cursor = ""; ;)
        {
            var page = (await api.GetAsync($"/sessions?limit=4{cursor}")).Json;
            seen.AddRange(page["sessions"]!.AsArray().Select(one => (string)one!["id"]!));
            if (page["next"] is not { } next) break;
            cursor = $"&cursor={next}";
        }
        Assert.Equal((await SessionsAsync(api)).Select(one => (string)one!["id"]!), seen);
        Assert.Equal(6, seen.Count);
    }

    [Fact]
    public async Task A_session_is_there_while_it_runs()
    {
        await using var api = await ApiServer.StartAsync();
        await using var client = await api.Web.Server.ConnectAsync();
        await client.ReplyAsync();
        await client.SayAllAsync("EHLO client.example", "MAIL FROM:<ann@example.org>");

        var running = Assert.Single((await api.GetAsync("/sessions")).Json["running"]!.AsArray())!;
        Assert.Equal(("Running", false), ((string)running["ending"]!, (bool)running["failed"]!));
        Assert.Null(running["ended"]);
        Assert.Empty((await api.GetAsync("/sessions?failed=true")).Json["running"]!.AsArray());
        var session = (await api.GetAsync($"/sessions/{running["id"]}")).Json;
        Assert.Equal("MAIL FROM:<ann@example.org>", (string)session["turns"]!.AsArray()[^1]!["text"]!);
        Assert.Contains("C: MAIL FROM:<ann@example.org>", (await api.GetAsync($"/sessions/{running["id"]}/transcript")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_leaves_without_QUIT_has_failed_only_in_the_middle_of_something_or_with_nothing_brought()
    {
        await using var api = await ApiServer.StartAsync();
        string[] letter = ["MAIL FROM:<ann@example.org>", "RCPT TO:<bob@example.org>", "DATA", "Subject: x\r\n\r\nhello\r\n."];
        await LeaveAsync("delivered.example", letter);
        await LeaveAsync("halfway.example", [.. letter, "MAIL FROM:<ann@example.org>"]);
        await LeaveAsync("idle.example", []);

        await Eventually.HoldsAsync(async () => (await SessionsAsync(api)).Count == 3, () => "Not all of the sessions end.");
        Assert.Equal(
            ["delivered.example Left False", "halfway.example Lost True", "idle.example Left True"],
            (await SessionsAsync(api)).Select(one => $"{one!["hello"]} {one["ending"]} {(bool)one["failed"]!}").Order(StringComparer.Ordinal));
        Assert.Equal(
            ["halfway.example", "idle.example"],
            (await SessionsAsync(api, "?failed=true")).Select(one => (string)one!["hello"]!).Order(StringComparer.Ordinal));

        async Task LeaveAsync(string name, string[] lines)
        {
            await using var client = await api.Web.Server.ConnectAsync();
            await client.ReplyAsync();
            await client.SayAllAsync([$"EHLO {name}", .. lines]);
        }
    }

    [Fact]
    public async Task The_queue_shows_what_waits_what_was_tried_and_does_as_it_is_told()
    {
        await using var api = await ApiServer.StartAsync(Calls.Site);
        var id = await api.Web.SendAsync(WebServer.Letter("Away", "x"), null, "bob@example.net", "carol@example.com");
        JsonNode detail = new JsonObject();
        await Eventually.HoldsAsync(
            async () => (detail = (await api.GetAsync($"/queue/{id}")).Json)["attempts"]!.AsArray().Count == 2 && States(detail) is ["deferred", "deferred"],
            () => detail.ToJsonString());

        Assert.Equal(["bob@example.net", "carol@example.com"], detail["deliveries"]!.AsArray().Select(one => (string)one!["recipient"]!));
        var attempt = detail["attempts"]![0]!;
        Assert.Equal(("deferred", 1), ((string)attempt["outcome"]!, (int)attempt["number"]!));
        Assert.StartsWith("4.", (string)attempt["result"]!["status"]!, StringComparison.Ordinal);
        if (attempt["session"] is { } session)
            Assert.Equal("sending", (string)(await api.GetAsync($"/sessions/{session}")).Json["telling"]!);
        Assert.Equal("unknown", (await api.GetAsync($"/messages/{id}")).Problem);

        Assert.Equal(1, await ActAsync($"/queue/{id}/hold?recipient=bob@example.net"));
        Assert.Equal(["held", "deferred"], States((await api.GetAsync($"/queue/{id}")).Json));
        Assert.Null((await api.GetAsync("/queue?held=true")).Json["deliveries"]![0]!["nextAttemptAt"]);
        Assert.Equal(["bob@example.net"], await WaitingAsync("?held=true"));
        Assert.Equal(["carol@example.com"], await WaitingAsync("?domain=example.com&sender=ann@example.org"));
        Assert.Equal(1, (int)(await api.GetAsync("/info")).Json["held"]!);
        Assert.Equal(2, await ActAsync($"/queue/{id}/release"));
        await Eventually.HoldsAsync(
            async () => (detail = (await api.GetAsync($"/queue/{id}")).Json)["attempts"]!.AsArray().Count > 2, () => detail.ToJsonString());
        Assert.Equal(2, await ActAsync($"/queue/{id}/retry"));
        Assert.Equal(1, await ActAsync($"/queue/{id}/delete?recipient=carol@example.com"));
        Assert.Equal("unknown", (await api.PostAsync($"/queue/{id}/delete?recipient=dave@example.com")).Problem);

        Assert.Equal("bad-request", (await api.PostAsync("/queue/actions", new { action = "delete" })).Problem);
        Assert.Equal("bad-request", (await api.PostAsync("/queue/actions", new { action = "delete", all = true, domain = "example.net" })).Problem);
        Assert.Equal(0, (int)(await api.PostAsync("/queue/actions", new { action = "delete", domain = "example.org" })).Json["count"]!);
        Assert.Equal(1, (int)(await api.PostAsync("/queue/actions", new { action = "delete", all = true })).Json["count"]!);
        Assert.Equal(0, (int)(await api.GetAsync("/queue")).Json["total"]!);

        async Task<int> ActAsync(string path) => (int)(await api.PostAsync(path)).Json["count"]!;

        async Task<IEnumerable<string>> WaitingAsync(string query) =>
            (await api.GetAsync("/queue" + query)).Json["deliveries"]!.AsArray().Select(one => (string)one!["recipient"]!);
    }

    [Fact]
    public async Task The_queue_is_windowed()
    {
        await using var api = await ApiServer.StartAsync(Calls.Site);
        string[] to = ["a@example.net", "b@example.net", "c@example.net", "d@example.net", "e@example.net"];
        await api.Web.SendAsync(WebServer.Letter("Away", "x"), null, to);
        var seen = new List<string>();
        for (var cursor = ""; ;)
        {
            var page = (await api.GetAsync($"/queue?limit=2{cursor}")).Json;
            Assert.Equal(5, (int)page["total"]!);
            seen.AddRange(page["deliveries"]!.AsArray().Select(one => (string)one!["recipient"]!));
            if (page["next"] is not { } next) break;
            cursor = $"&cursor={next}";
        }
        Assert.Equal(to, seen);
    }

    [Fact]
    public async Task The_host_says_where_it_listens()
    {
        await using var api = await ApiServer.StartAsync(("listeners:0", "127.0.0.1:0"), ("listeners:1", "submission:127.0.0.1:0"));
        await api.Web.SendAsync("Hello");

        var info = (await api.GetAsync("/info")).Json;

        Assert.Equal(("mx.example.org", 0, 0), ((string)info["hostName"]!, (int)info["queued"]!, (int)info["waiting"]!));
        Assert.Equal(
            api.Web.Server.Ports.Select(port => $"127.0.0.1:{port}"), info["listeners"]!.AsArray().Select(one => (string)one!["address"]!));
        Assert.Equal(["mx", "submission"], info["listeners"]!.AsArray().Select(one => (string)one!["role"]!));
        await api.GetAsync("/messages/wait");
        Assert.Equal(1, (int)(await api.GetAsync("/info")).Json["messages"]!);
    }

    private static async Task<JsonArray> SessionsAsync(ApiServer api, string query = "") =>
        (await api.GetAsync("/sessions" + query)).Json["sessions"]!.AsArray();

    private static IReadOnlyList<string> States(JsonNode detail) => [.. detail["deliveries"]!.AsArray().Select(one => (string)one!["state"]!)];
}
