using System.Net;

namespace Smtp.Host.Tests.Web.Api;

public sealed class ChangesTest
{
    [Fact]
    public async Task A_message_is_marked_and_tagged_and_keeps_what_is_not_named()
    {
        await using var api = await ApiServer.StartAsync();
        var id = await api.Web.SendAsync("Hello");

        var read = (await api.PatchAsync($"/messages/{id}", new { unread = false })).Json;
        Assert.False((bool)read["unread"]!);
        var tagged = (await api.PatchAsync($"/messages/{id}", new { tags = new[] { "to do", "Ünïcode" } })).Json;
        Assert.False((bool)tagged["unread"]!);
        Assert.Equal(["to do", "Ünïcode"], tagged["tags"]!.AsArray().Select(one => (string)one!));
        Assert.Equal(1, (int)(await api.GetAsync("/messages?query=tag:%22to%20do%22")).Json["total"]!);
        Assert.Empty((await api.PatchAsync("/messages/latest", new { tags = Array.Empty<string>() })).Json["tags"]!.AsArray());
    }

    [Theory]
    [InlineData("""{"tags":[""]}""")]
    [InlineData("""{"tags":["a,b"]}""")]
    [InlineData("""{"tags":[" a"]}""")]
    [InlineData("""{"tags":["1","2","3","4","5","6","7","8","9","10","11","12","13","14","15","16","17","18","19","20","21"]}""")]
    [InlineData("""{"tags":[null]}""")]
    [InlineData("""{"unread":"no"}""")]
    [InlineData("""{"unread":1}""")]
    public async Task What_cannot_be_is_refused_and_changes_nothing(string body)
    {
        await using var api = await ApiServer.StartAsync();
        var id = await api.Web.SendAsync("Hello");

        var answer = await api.PatchAsync($"/messages/{id}", body);

        Assert.Equal((HttpStatusCode.BadRequest, "bad-request"), (answer.Status, answer.Problem));
        Assert.Empty((await api.GetAsync($"/messages/{id}")).Json["tags"]!.AsArray());
    }

    [Fact]
    public async Task Tags_are_counted_renamed_and_taken_away()
    {
        await using var api = await ApiServer.StartAsync();
        await api.PatchAsync($"/messages/{await api.Web.SendAsync("One")}", new { tags = new[] { "a", "b" } });
        await api.PatchAsync($"/messages/{await api.Web.SendAsync("Two")}", new { tags = new[] { "a" } });
        Assert.Equal("a 2, b 1", await TagsAsync(api));

        Assert.Equal(2, (int)(await api.PatchAsync("/tags/a", new { name = "b" })).Json["count"]!);
        Assert.Equal("b 2", await TagsAsync(api));
        Assert.Equal("bad-request", (await api.PatchAsync("/tags/b", new { name = "" })).Problem);
        Assert.Equal(2, (int)(await api.DeleteAsync("/tags/b")).Json["count"]!);
        Assert.Equal("", await TagsAsync(api));
        Assert.Equal("unknown", (await api.DeleteAsync("/tags/b")).Problem);
    }

    [Fact]
    public async Task Mailboxes_are_counted()
    {
        await using var api = await ApiServer.StartAsync();
        await api.Web.SendAsync("One", to: "bob@example.net");
        await api.Web.SendAsync("Two", to: "bob@example.net");
        await api.Web.SendAsync("Three", to: "carol@example.net");
        await api.PatchAsync("/messages/latest", new { unread = false });

        var mailboxes = (await api.GetAsync("/mailboxes")).Json["mailboxes"]!.AsArray();
        Assert.Equal(["bob@example.net 2 2", "carol@example.net 1 0"], mailboxes.Select(one => $"{one!["mailbox"]} {one["total"]} {one["unread"]}"));
        Assert.Single((await api.GetAsync("/mailboxes?limit=1")).Json["mailboxes"]!.AsArray());
    }

    [Fact]
    public async Task Messages_are_marked_by_name_and_by_search()
    {
        await using var api = await ApiServer.StartAsync();
        var id = await api.Web.SendAsync("One");
        await api.Web.SendAsync("Two");
        await api.Web.SendAsync("Three");

        Assert.Equal(1, await MarkAsync(new { unread = false, ids = new[] { id, id, "nobody" } }));
        Assert.Equal(0, await MarkAsync(new { unread = false, ids = new[] { id } }));
        Assert.Equal(1, await MarkAsync(new { unread = false, query = "subject:two" }));
        Assert.Equal(1, await MarkAsync(new { unread = false, query = "" }));
        Assert.Equal(3, await MarkAsync(new { unread = true, query = "is:read" }));
        foreach (var body in new object[] { new { unread = true }, new { unread = true, ids = new[] { id }, query = "" }, new { unread = true, ids = Array.Empty<string>() }, new { unread = true, ids = new[] { "a b" } }, new { unread = true, ids = new string?[] { null } } })
            Assert.Equal("bad-request", (await api.PostAsync("/messages/mark", body)).Problem);

        async Task<int> MarkAsync(object body) => (int)(await api.PostAsync("/messages/mark", body)).Json["count"]!;
    }

    [Fact]
    public async Task What_is_deleted_can_be_taken_back()
    {
        await using var api = await ApiServer.StartAsync();
        var id = await api.Web.SendAsync("One");
        await api.Web.SendAsync("Two");
        await api.Web.SendAsync("Three");

        var one = (await api.DeleteAsync($"/messages/{id}")).Json;
        Assert.Equal(1, (int)one["count"]!);
        Assert.Equal("unknown", (await api.GetAsync($"/messages/{id}")).Problem);
        Assert.Equal("unknown", (await api.GetAsync($"/messages/{id}/raw")).Problem);
        Assert.Equal("unknown", (await api.DeleteAsync($"/messages/{id}")).Problem);
        var some = (await api.DeleteAsync("/messages?query=subject:two")).Json;
        var all = (await api.DeleteAsync("/messages")).Json;
        Assert.Equal((1, 1), ((int)some["count"]!, (int)all["count"]!));
        Assert.Equal(0, (int)(await api.GetAsync("/messages")).Json["total"]!);

        foreach (var deletion in new[] { one, some, all })
            Assert.Equal(1, (int)(await api.PostAsync("/messages/restore", new { deletion = (string?)deletion["deletion"] })).Json["count"]!);
        Assert.Equal(3, (int)(await api.GetAsync("/messages")).Json["total"]!);
        // Once.
        var again = await api.PostAsync("/messages/restore", new { deletion = (string?)one["deletion"] });
        Assert.Equal((HttpStatusCode.Gone, "too-late"), (again.Status, again.Problem));
        Assert.Equal("bad-request", (await api.PostAsync("/messages/restore", new { deletion = "yesterday" })).Problem);
    }

    [Fact]
    public async Task Messages_are_deleted_by_their_names()
    {
        await using var api = await ApiServer.StartAsync();
        string[] ids = [await api.Web.SendAsync("One"), await api.Web.SendAsync("Two"), "nobody"];
        await api.Web.SendAsync("Three");

        Assert.Equal(2, (int)(await api.PostAsync("/messages/delete", new { ids })).Json["count"]!);
        Assert.Equal("Three", (string)(await api.GetAsync("/messages/latest")).Json["subject"]!);
        Assert.Equal("bad-request", (await api.PostAsync("/messages/delete", new { ids = Enumerable.Repeat("a", 1001) })).Problem);
    }

    private static async Task<string> TagsAsync(ApiServer api) =>
        string.Join(", ", (await api.GetAsync("/tags")).Json["tags"]!.AsArray().Select(one => $"{one!["tag"]} {one["total"]}"));
}
