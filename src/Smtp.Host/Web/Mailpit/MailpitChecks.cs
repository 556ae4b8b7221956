namespace Smtp.Host.Web.Mailpit;

/// <summary>What Mailpit looks into and this host does not. Each says why, in the way in which Mailpit refuses: a client that asks is told
/// the truth instead of a result that nobody has found.</summary>
internal static class MailpitChecks
{
    public static void Map(IEndpointRouteBuilder api)
    {
        Refuse(api, "/message/{id}/part/{part}/thumb", "There are no thumbnails: pictures of strangers are not decoded here.");
        Refuse(api, "/message/{id}/html-check", "HTML is not checked: this host has no data on what mail programs support.");
        Refuse(api, "/message/{id}/link-check", "Links are not checked: this host asks nothing of others.");
        Refuse(api, "/message/{id}/sa-check", "SpamAssassin is not configured: this host asks nothing of others.");
        const string chaos = "Chaos is not enabled: this host has no such thing.";
        api.MapMethods("/chaos", ["GET", "PUT"], IResult () => throw new MailpitException(chaos));
    }

    private static void Refuse(IEndpointRouteBuilder api, string pattern, string why) =>
        api.MapGet(pattern, async Task<IResult> (HttpRequest request, MailpitMailbox mailbox, string id, CancellationToken stop) =>
        {
            // Whoever asks for what is not there learns that first.
            await mailbox.FindAsync(request, id, stop);
            throw new MailpitException(why);
        });
}
