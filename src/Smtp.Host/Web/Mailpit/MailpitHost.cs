using Smtp.Domain.Routing;
using Smtp.Host.Configuration;
using Smtp.Host.Receiving;
using Smtp.Host.Storage;
using Smtp.Host.Web.Api.Overview;
using Smtp.Host.Web.Mail;
using Smtp.Host.Web.Pages;
using Smtp.Host.Web.Search;
using Smtp.Parsing.Search;

namespace Smtp.Host.Web.Mailpit;

/// <summary><c>/api/v1/info</c> and <c>/api/v1/webui</c>: how the host is, and what it can do.</summary>
internal sealed class MailpitHost(
    IMessageIndex index, MessageIndexer indexer, MailChanges changes, MailpitCounts counts, LiveConfiguration configuration, HostFacts facts,
    TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/info", async (MailpitHost host, CancellationToken stop) => MailpitJson.Of(await host.InfoAsync(stop)));
        api.MapGet("/webui", (MailpitHost host) => MailpitJson.Of(host.WebUi()));
    }

    private async Task<MailpitInfo> InfoAsync(CancellationToken stop)
    {
        await indexer.CaughtUpAsync(stop);
        var count = await index.CountEntriesAsync(SearchQuery.Everything, TimeZoneInfo.Utc, stop);
        var tags = await index.ListTagsAsync(stop);
        var directory = configuration.Loaded.DataDirectory;
        return new MailpitInfo(
            ProductVersion.Text, "disabled", Path.Combine(directory, "smtp.db"),
            OverviewPage.DiskOf(directory).Used, count.Total, count.Unread, tags.ToDictionary(one => one.Tag, one => one.Total),
            new MailpitRuntime(
                (long)(time.GetUtcNow() - facts.StartedAt).TotalSeconds, Environment.WorkingSet, changes.Deleted, counts.Accepted, counts.AcceptedOctets, counts.Rejected, SMTPIgnored: 0));
    }

    private MailpitWebUi WebUi()
    {
        var relays = configuration.Directions.Routes.Routes.Map(route => route.Via).Filter(via => via.Relays);
        var smarthost = relays.OfType<Via.Smarthost>().FirstOrDefault();
        var relay = new MailpitRelay(!relays.IsEmpty, smarthost?.Hop.ToString() ?? "", "", "", "", "", "", PreserveMessageIDs: true);
        return new MailpitWebUi("", relay, SpamAssassin: false, ChaosEnabled: false, DuplicatesIgnored: false, HideDeleteAllButton: false);
    }
}

/// <summary>How the host is.</summary>
internal sealed record MailpitInfo(
    string Version, string LatestVersion, string Database, long DatabaseSize, long Messages, long Unread,
    IReadOnlyDictionary<string, long> Tags, MailpitRuntime RuntimeStats);

/// <summary>What it did since it started. Nothing is ever ignored: a message that comes twice is there twice.</summary>
internal sealed record MailpitRuntime(
    long Uptime, long Memory, long MessagesDeleted, long SMTPAccepted, long SMTPAcceptedSize, long SMTPRejected, long SMTPIgnored);

/// <summary>What its pages would need to know.</summary>
internal sealed record MailpitWebUi(
    string Label, MailpitRelay MessageRelay, bool SpamAssassin, bool ChaosEnabled, bool DuplicatesIgnored, bool HideDeleteAllButton);

/// <summary>Where mail goes that is released.</summary>
internal sealed record MailpitRelay(
    bool Enabled, string SMTPServer, string ReturnPath, string AllowedRecipients, string RecipientAllowlist, string BlockedRecipients,
    string OverrideFrom, bool PreserveMessageIDs);
