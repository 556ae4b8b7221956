using System.Text.Json.Nodes;

namespace Smtp.Host.Tests.Web.Api;

/// <summary>A call of every operation, by its id, that succeeds.</summary>
internal sealed class Calls(ApiServer api)
{
    /// <summary>A body for each operation that takes one: as it should be, about nothing that is there.</summary>
    public static IReadOnlyDictionary<string, string> Bodies { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["changeMessage"] = """{"unread":true,"tags":["a tag"]}""",
        ["deleteMessages"] = """{"ids":["nobody"]}""",
        ["restoreMessages"] = """{"deletion":"1"}""",
        ["markMessages"] = """{"unread":true,"ids":["nobody"]}""",
        ["renameTag"] = """{"name":"other"}""",
        ["changeDeliveries"] = """{"action":"hold","recipient":"nobody@example.net"}""",
    };

    /// <summary>Settings under which mail for others than example.org waits in the queue.</summary>
    public static (string Key, string Value)[] Site { get; } =
    [
        ("domains:0", "example.org"), ("relay:networks:0", "127.0.0.0/8"), ("routes:0:to", "example.org"), ("routes:0:via", "mailbox:"),
        // Nobody listens there.
        ("routes:1:to", "*"), ("routes:1:via", "smtp://127.0.0.1:1?tls=none"),
    ];

    /// <summary>The call of an operation; null where there is none.</summary>
    public Func<Task<Answer>>? Of(string operation) => operation switch
    {
        "listMessages" => () => api.GetAsync("/messages?query=subject:hello&limit=10"),
        "waitForMessages" => () => api.GetAsync("/messages/wait?query=subject:hello&timeout=30"),
        "getMessage" => async () => await api.GetAsync($"/messages/{await ReceivedAsync()}"),
        "getMessageRaw" => async () => await api.GetAsync($"/messages/{await ReceivedAsync()}/raw"),
        "getMessagePart" => async () => await api.GetAsync($"/messages/{await ReceivedAsync()}/parts/1"),
        "changeMessage" => async () => await api.PatchAsync($"/messages/{await ReceivedAsync()}", Bodies[operation]),
        "deleteMessage" => async () => await api.DeleteAsync($"/messages/{await ReceivedAsync()}"),
        "deleteMatchingMessages" => () => api.DeleteAsync("/messages?query=subject:nothing"),
        "deleteMessages" => async () => await api.PostAsync("/messages/delete", new { ids = new[] { await ReceivedAsync() } }),
        "restoreMessages" => RestoreAsync,
        "markMessages" => () => api.PostAsync("/messages/mark", new { unread = false, query = "subject:hello" }),
        "listMailboxes" => () => api.GetAsync("/mailboxes"),
        "listTags" => () => api.GetAsync("/tags"),
        "renameTag" => async () => await api.PatchAsync($"/tags/{Uri.EscapeDataString(await TaggedAsync())}", Bodies[operation]),
        "removeTag" => async () => await api.DeleteAsync($"/tags/{await TaggedAsync()}"),
        "listSessions" => () => api.GetAsync("/sessions?failed=true"),
        "getSession" => async () => await api.GetAsync($"/sessions/{await SessionAsync()}"),
        "getTranscript" => async () => await api.GetAsync($"/sessions/{await SessionAsync()}/transcript"),
        "listDeliveries" => () => api.GetAsync("/queue?domain=example.net&held=false"),
        "getDelivery" => async () => await api.GetAsync($"/queue/{await QueuedAsync()}"),
        "changeDelivery" => async () => await api.PostAsync($"/queue/{await QueuedAsync()}/hold"),
        "changeDeliveries" => () => api.PostAsync("/queue/actions", Bodies[operation]),
        "getInfo" => () => api.GetAsync("/info"),
        "listProblems" => () => api.GetAsync("/problems"),
        _ => null,
    };

    /// <summary>A message in a mailbox.</summary>
    public Task<string> ReceivedAsync() => api.Web.SendAsync("Hello", to: "postmaster@example.org");

    /// <summary>A message on its way.</summary>
    public Task<string> QueuedAsync() => api.Web.SendAsync("Away", to: "bob@example.net");

    private async Task<Answer> RestoreAsync()
    {
        var deleted = await api.DeleteAsync($"/messages/{await ReceivedAsync()}");
        return await api.PostAsync("/messages/restore", new { deletion = (string?)deleted.Json["deletion"] });
    }

    private async Task<string> SessionAsync()
    {
        await ReceivedAsync();
        var sessions = (await api.GetAsync("/sessions")).Json["sessions"]!.AsArray();
        return (string)sessions.First(one => one!["messages"]!.AsArray().Count > 0)!["id"]!;
    }

    private async Task<string> TaggedAsync()
    {
        await api.PatchAsync($"/messages/{await ReceivedAsync()}", new JsonObject { ["tags"] = new JsonArray("todo") });
        return "todo";
    }
}
