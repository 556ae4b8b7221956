using LanguageExt;
using MimeKit;
using Smtp.Domain.Delivering;
using Smtp.Domain.Mail;
using Smtp.Domain.Receiving;
using Smtp.Host.Receiving;
using Smtp.Host.Sending;
using Smtp.Host.Storage;
using Smtp.Parsing.Grammar;

namespace Smtp.Host.Web.Mailpit;

/// <summary><c>/api/v1/send</c> and <c>/api/v1/message/{id}/release</c>. Both bring mail to the door that all mail comes through: what a
/// client at that address may send by SMTP, it may send here, and nothing else.</summary>
internal sealed class MailpitSending(
    Intake intake, IStore store, MailpitMailbox mailbox, LiveConfiguration configuration, TimeProvider time) : IDisposable
{
    // The request, with its attachments in base64, is in memory while a message is made of it: few at a time, and none too large.
    private const int MostAsked = 32 * 1024 * 1024;
    private const int MostHeader = 1024 * 1024;

    // Whoever sends it slowly keeps others from sending.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _making = new(2);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/send", (HttpContext context, MailpitSending sending, CancellationToken stop) => sending.SendAsync(context, stop));
        api.MapPost("/message/{id}/release", (HttpContext context, MailpitSending sending, string id, CancellationToken stop) =>
            sending.ReleaseAsync(context, id, stop));
    }

    public void Dispose() => _making.Dispose();

    private async Task<IResult> SendAsync(HttpContext context, CancellationToken stop)
    {
        await _making.WaitAsync(stop);
        try
        {
            var asked = await ReadAsync(context.Request, stop) ?? throw new MailpitException("The request is empty.");
            var (message, envelope) = MailpitLetter.Of(asked, configuration.Options.HostName, time.GetUtcNow());
            using (message)
            {
                using var content = new MemoryStream();
                var format = FormatOptions.Default.Clone();
                (format.NewLineFormat, format.International) = (NewLineFormat.Dos, envelope.Options.SmtpUtf8);
                await message.WriteToAsync(format, content, stop);
                content.Position = 0;
                var id = await TakeAsync(context, envelope, content, content.Length, stop);
                return MailpitJson.Of(new MailpitSent(id.Text));
            }
        }
        finally
        {
            _making.Release();
        }
    }

    private async Task<MailpitSendRequest?> ReadAsync(HttpRequest request, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        try
        {
            return await MailpitJson.ReadAsync<MailpitSendRequest>(request, MostAsked, either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            throw new MailpitException("The request takes too long.") { Status = StatusCodes.Status408RequestTimeout };
        }
    }

    private async Task<IResult> ReleaseAsync(HttpContext context, string id, CancellationToken stop)
    {
        var entry = await mailbox.FindAsync(context.Request, id, stop);
        var asked = await MailpitJson.ReadAsync<Releasing>(context.Request, MailpitJson.MostAsked, stop);
        if (!configuration.Directions.Routes.Routes.Exists(route => route.Via.Relays))
            throw new MailpitException("Nothing is released: no route leads to another mail server.");
        List<Recipient> recipients = [];
        foreach (var to in (asked?.To ?? []).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            recipients.Add(Mailboxes.Parse(to.Trim()).Case is Mailbox one
                ? Recipient.Of(new ForwardPath.Of(one))
                : throw new MailpitException($"'{to}' is no address."));
        }
        if (recipients.Count == 0) throw new MailpitException("There is no recipient: give To.");
        var stored = await store.FindMessageAsync(entry.Id, stop) ?? throw MailpitException.NotFound();
        var kept = StoredEnvelopes.Read(stored.Envelope);
        var options = new MailOptions { Body = kept.Options.Body, SmtpUtf8 = kept.Options.SmtpUtf8 || recipients.Exists(one => !one.Path.IsAscii) };
        var content = await WithoutBccAsync(stored, stop);
        await using var octets = await content.OpenAsync(stop);
        await TakeAsync(context, new Envelope(kept.From, options, Prelude.toSeq(recipients)), octets, content.Size, stop);
        return Results.Text("ok");
    }

    private async Task<QueueId> TakeAsync(HttpContext context, Envelope envelope, Stream content, long size, CancellationToken stop)
    {
        return await intake.TakeAsync(Peer.Of(context.Connection.RemoteIpAddress), envelope, content, size, stop) switch
        {
            Taking.Taken taken => taken.Id,
            Taking.Refused { Reply: { } reply } => throw new MailpitException(reply.ToString()),
            var other => throw new InvalidOperationException($"A session ended without a word: {other}."),
        };
    }

    // Whoever was to be hidden stays so: the field goes, and every other octet stays as it is.
    private async Task<TracedContent> WithoutBccAsync(StoredMessage stored, CancellationToken stop)
    {
        await using var content = await OpenAsync(stop);
        var head = new byte[(int)Math.Min(MostHeader, content.Length)];
        await content.ReadExactlyAsync(head, stop);
        head = head[..HeaderFields.Length(head)];
        var left = HeaderFields.Without(head, "Bcc");
        return new TracedContent(left, stored.Size - head.Length, async stopping =>
        {
            var rest = await OpenAsync(stopping);
            rest.Position = head.Length;
            return rest;
        });

        async Task<Stream> OpenAsync(CancellationToken stopping) =>
            await store.OpenContentAsync(stored.Id, stopping) ?? throw MailpitException.NotFound();
    }

    internal sealed record Releasing(IReadOnlyList<string?>? To);
}
