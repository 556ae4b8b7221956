using Smtp.Host.Storage;
using Smtp.Host.Web.Mail;
using Smtp.Host.Web.Search;

namespace Smtp.Host.Web.Mailpit;

/// <summary><c>/api/v1/tags</c>.</summary>
internal static class MailpitTags
{
    private const int MostTags = 100;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/tags", async (IMessageIndex index, MessageIndexer indexer, CancellationToken stop) =>
        {
            await indexer.CaughtUpAsync(stop);
            return MailpitJson.Of(await NamesAsync(index, stop));
        });
        api.MapPut("/tags", SetAsync);
        api.MapPut("/tags/{tag}", RenameAsync);
        api.MapDelete("/tags/{tag}", async (string tag, MailChanges changes, CancellationToken stop) =>
            await changes.ChangeTagAsync(tag, null, stop) > 0 ? Results.Text("ok") : throw NoSuchTag(tag));
    }

    private static async Task<IResult> SetAsync(HttpRequest request, MessageIndexer indexer, MailChanges changes, CancellationToken stop)
    {
        var asked = await MailpitJson.ReadAsync<Setting>(request, MailpitJson.MostAsked, stop) ?? throw new MailpitException("The request is empty.");
        List<string> tags =
        [
            .. (asked.Tags ?? []).OfType<string>().Select(MailSummary.Tag).Where(tag => tag.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase),
        ];
        if (tags.Count > MostTags) throw new MailpitException($"A message has {MostTags} tags at most.");
        await indexer.CaughtUpAsync(stop);
        await changes.SetTagsAsync(MailpitLists.Ids(asked.IDs ?? []), tags, stop);
        return Results.Text("ok");
    }

    private static async Task<IResult> RenameAsync(HttpRequest request, string tag, IMessageIndex index, MailChanges changes, CancellationToken stop)
    {
        var asked = await MailpitJson.ReadAsync<Renaming>(request, MailpitJson.MostAsked, stop);
        var name = MailSummary.Tag(asked?.Name ?? "");
        if (name.Length == 0) throw new MailpitException("A tag needs a name of letters, digits, spaces, hyphens, underscores or dots.");
        if (name == tag) return Results.Text("ok");
        var isSame = name.Equals(tag, StringComparison.OrdinalIgnoreCase);
        if (!isSame && (await NamesAsync(index, stop)).Contains(name, StringComparer.OrdinalIgnoreCase))
            throw new MailpitException($"There is a tag '{name}' already.");
        return await changes.ChangeTagAsync(tag, name, stop) > 0 ? Results.Text("ok") : throw NoSuchTag(tag);
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(IMessageIndex index, CancellationToken stop) =>
        [.. (await index.ListTagsAsync(stop)).Select(one => one.Tag)];

    private static MailpitException NoSuchTag(string tag) => new($"There is no tag '{tag}'.");

    internal sealed record Setting(IReadOnlyList<string?>? IDs, IReadOnlyList<string?>? Tags);

    internal sealed record Renaming(string? Name);
}
