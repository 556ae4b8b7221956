using System.Text;
using Smtp.Host.Storage;
using Smtp.Host.Web.Mail;
using Smtp.Host.Web.Security;

namespace Smtp.Host.Web.Mailpit;

/// <summary><c>/api/v1/message/{id}</c> and what is below it.</summary>
internal sealed class MailpitMessages(IStore store, MailReader reader, MailpitMailbox mailbox, MailChanges changes)
{
    // A longer text is not for reading; its octets are at /raw.
    private const int MostText = 8 * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/message/{id}", (HttpRequest request, MailpitMessages messages, string id, CancellationToken stop) =>
            messages.ShowAsync(request, id, stop));
        api.MapGet("/message/{id}/headers", (HttpRequest request, MailpitMessages messages, string id, CancellationToken stop) =>
            messages.HeadersAsync(request, id, stop));
        api.MapGet("/message/{id}/raw", (HttpContext context, MailpitMessages messages, string id, CancellationToken stop) =>
            messages.RawAsync(context, id, stop));
        api.MapGet("/message/{id}/part/{part}", (HttpContext context, MailpitMessages messages, string id, string part, CancellationToken stop) =>
            messages.PartAsync(context, id, part, stop));
    }

    /// <summary>Opens a message for somebody who then has read it.</summary>
    /// <exception cref="MailpitException">There is none.</exception>
    public async Task<(MessageEntry Entry, MailDocument Document)> ReadAsync(HttpRequest request, string id, CancellationToken stop)
    {
        var (entry, document) = await OpenAsync(request, id, stop);
        try
        {
            await changes.MarkAsync(new MessageSelection.These([entry.Id]), unread: false, stop);
            return (entry, document);
        }
        catch
        {
            document.Dispose();
            throw;
        }
    }

    /// <summary>The text of a message; where it has only HTML, what is seen of that.</summary>
    public static string TextOf(MailDocument document)
    {
        var text = MailText.Read(document.Text, MostText);
        return document.Html is not null && string.IsNullOrWhiteSpace(text)
            ? MailText.OfHtml(MailText.Read(document.Html, MostText), MostText)
            : text;
    }

    private async Task<IResult> ShowAsync(HttpRequest request, string id, CancellationToken stop)
    {
        var (entry, document) = await ReadAsync(request, id, stop);
        using (document)
        {
            var stored = await store.FindMessageAsync(entry.Id, stop) ?? throw MailpitException.NotFound();
            return MailpitJson.Of(await Task.Run(() => Message(entry, stored, document), stop));
        }
    }

    private static MailpitMessage Message(MessageEntry entry, StoredMessage stored, MailDocument document)
    {
        var summary = MailpitSummary.Of(entry);
        return new MailpitMessage(
            summary.ID, summary.MessageID, summary.From, summary.To, summary.Cc, summary.Bcc, summary.ReplyTo, stored.Envelope.From,
            summary.Subject, ListUnsubscribe.Of(document.Message.Headers), entry.Date ?? entry.ReceivedAt, summary.Tags, summary.Username,
            TextOf(document), MailText.Read(document.Html, MostText), summary.Size,
            MailpitParts.Of(document, MailPartRole.Inline), MailpitParts.Of(document, MailPartRole.Attachment));
    }

    private async Task<IResult> HeadersAsync(HttpRequest request, string id, CancellationToken stop)
    {
        var (_, document) = await OpenAsync(request, id, stop);
        using (document)
        {
            var fields = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
            foreach (var header in document.Message.Headers)
            {
                var name = NameOf(header.Field);
                if (!fields.TryGetValue(name, out var values)) fields.Add(name, values = []);
                values.Add(ValueOf(header.RawValue));
            }
            return MailpitJson.Of(fields);
        }
    }

    private async Task<IResult> RawAsync(HttpContext context, string id, CancellationToken stop)
    {
        var entry = await mailbox.FindAsync(context.Request, id, stop);
        var content = await store.OpenContentAsync(entry.Id, stop) ?? throw MailpitException.NotFound();
        context.Response.Headers.ContentSecurityPolicy = "sandbox; " + SecurityHeaders.Data;
        return Results.Stream(content, "text/plain; charset=utf-8", context.Request.Query["dl"] == "1" ? $"{entry.Id.Text}.eml" : null);
    }

    private async Task<IResult> PartAsync(HttpContext context, string id, string partId, CancellationToken stop)
    {
        var (_, document) = await OpenAsync(context.Request, id, stop);
        using (document)
        {
            if (document.Find(partId) is not { } part || !PartFile.CanBeSaved(part)) throw MailpitException.NotFound("The message has no such part.");
            await PartFile.SendAsync(context, part, MailpitParts.TypeOf(part), stop);
            return Results.Empty;
        }
    }

    private async Task<(MessageEntry Entry, MailDocument Document)> OpenAsync(HttpRequest request, string id, CancellationToken stop)
    {
        var entry = await mailbox.FindAsync(request, id, stop);
        return (entry, await reader.OpenAsync(entry.Id, stop) ?? throw MailpitException.NotFound());
    }

    // Names are the same whatever their case, so there is one way to write them: Message-Id.
    private static string NameOf(string field) => string.Create(field.Length, field, static (name, field) =>
    {
        for (var i = 0; i < name.Length; i++)
            name[i] = i == 0 || field[i - 1] == '-' ? char.ToUpperInvariant(field[i]) : char.ToLowerInvariant(field[i]);
    });

    // As it stands in the message, encoded words and all; only the folding is undone (RFC 5322 §2.2.3).
    private static string ValueOf(byte[] raw)
    {
        var value = new StringBuilder();
        foreach (var line in MailText.Decode(raw, Encoding.UTF8).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            value.Append(value.Length > 0 ? " " : "").Append(line);
        return value.ToString();
    }
}
