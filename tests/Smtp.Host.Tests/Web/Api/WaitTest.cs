using System.Net;
using Smtp.Host.Tests.Delivery;

namespace Smtp.Host.Tests.Web.Api;

public sealed class WaitTest
{
    [Fact]
    public async Task It_answers_when_the_message_comes_with_its_links_and_codes()
    {
        await using var api = await ApiServer.StartAsync();
        var waiting = api.GetAsync("/messages/wait?query=to:bob&timeout=60");
        await api.Web.SendAsync("Not that one", to: "carol@example.net");
        Assert.False(waiting.IsCompleted);

        await api.Web.SendAsync("Your login", "Your code is 482913, or go to https://example.org/login?t=abc.", to: "bob@example.net");

        var message = Assert.Single((await waiting).Json["messages"]!.AsArray())!;
        Assert.Equal("Your login", (string)message["subject"]!);
        Assert.Equal("482913", (string)message["codes"]![0]!);
        Assert.Equal("https://example.org/login?t=abc", (string)message["links"]![0]!["url"]!);
    }

    [Fact]
    public async Task What_was_there_before_counts_too()
    {
        await using var api = await ApiServer.StartAsync();
        await api.Web.SendAsync("One");
        await api.Web.SendAsync("Two");
        await api.Web.SendAsync("Three");

        Assert.Equal(["Three", "Two"], Subjects(await api.GetAsync("/messages/wait?count=2&timeout=0")));
    }

    [Fact]
    public async Task Several_are_waited_for_together()
    {
        await using var api = await ApiServer.StartAsync();
        await api.Web.SendAsync("One");
        var waiting = api.GetAsync("/messages/wait?count=3&timeout=60");
        await api.Web.SendAsync("Two");
        Assert.False(waiting.IsCompleted);
        await api.Web.SendAsync("Three");

        Assert.Equal(["Three", "Two", "One"], Subjects(await waiting));
    }

    [Fact]
    public async Task Since_a_mark_only_what_comes_after_it_counts()
    {
        await using var api = await ApiServer.StartAsync();
        Assert.Equal("0", (string)(await api.GetAsync("/messages")).Json["mark"]!);
        await api.Web.SendAsync("Old");
        var mark = (string)(await api.GetAsync("/messages?limit=1")).Json["mark"]!;
        Assert.Equal("nothing-came", (await api.GetAsync($"/messages/wait?since={mark}&timeout=0")).Problem);

        var waiting = api.GetAsync($"/messages/wait?since={mark}&timeout=60");
        await api.Web.SendAsync("New");

        var arrived = (await waiting).Json;
        Assert.Equal("New", (string)Assert.Single(arrived["messages"]!.AsArray())!["subject"]!);
        Assert.Equal("nothing-came", (await api.GetAsync($"/messages/wait?since={arrived["mark"]}&timeout=0")).Problem);
        // A mark stays a mark when its message is gone.
        await api.DeleteAsync("/messages");
        waiting = api.GetAsync($"/messages/wait?since={arrived["mark"]}&timeout=60");
        await api.Web.SendAsync("Newer");
        Assert.Equal(["Newer"], Subjects(await waiting));
    }

    [Fact]
    public async Task When_the_time_is_over_the_answer_is_a_problem_that_says_how_many_there_were()
    {
        await using var api = await ApiServer.StartAsync();
        await api.Web.SendAsync("One");

        var answer = await api.GetAsync("/messages/wait?count=2&timeout=1");

        Assert.Equal((HttpStatusCode.NotFound, "nothing-came"), (answer.Status, answer.Problem));
        Assert.Equal(1, (int)answer.ProblemJson["found"]!);
    }

    [Fact]
    public async Task A_message_that_becomes_what_is_waited_for_counts()
    {
        await using var api = await ApiServer.StartAsync();
        var id = await api.Web.SendAsync("Tagged later");
        var waiting = api.GetAsync("/messages/wait?query=tag:done&timeout=60");
        await api.PatchAsync($"/messages/{id}", new { tags = new[] { "done" } });

        Assert.Equal(["Tagged later"], Subjects(await waiting));
    }

    [Fact]
    public async Task A_host_that_stops_does_not_leave_anybody_waiting()
    {
        await using var api = await ApiServer.StartAsync(("timeouts:shutdown", "1m"));
        var waiting = api.GetAsync("/messages/wait?timeout=300");
        await WaitingAsync(api, 1);

        await api.Web.Server.StopAsync().WaitAsync(TimeSpan.FromSeconds(50));

        var answer = await waiting;
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "stopping"), (answer.Status, answer.Problem));
    }

    [Fact]
    public async Task Only_so_many_wait_at_once()
    {
        await using var api = await ApiServer.StartAsync();
        using var stop = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, 100).Select(_ => api.Web.Client.GetAsync($"{ApiServer.Root}/messages/wait?timeout=300", stop.Token)).ToList();
        await WaitingAsync(api, 100);

        var answer = await api.GetAsync("/messages/wait?timeout=300");
        Assert.Equal((HttpStatusCode.TooManyRequests, "too-many-wait"), (answer.Status, answer.Problem));

        // Who goes away makes room for others.
        await stop.CancelAsync();
        foreach (var one in waiting) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        await WaitingAsync(api, 0);
        Assert.Equal("nothing-came", (await api.GetAsync("/messages/wait?timeout=0")).Problem);
    }

    private static Task WaitingAsync(ApiServer api, int count) => Eventually.HoldsAsync(
        async () => (int)(await api.GetAsync("/info")).Json["waiting"]! == count, () => $"There are not {count} who wait.");

    private static IEnumerable<string> Subjects(Answer answer) => answer.Json["messages"]!.AsArray().Select(one => (string)one!["subject"]!);
}
