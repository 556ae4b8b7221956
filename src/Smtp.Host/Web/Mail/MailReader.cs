using MimeKit;
using Smtp.Domain.Mail;
using Smtp.Host.Storage;

namespace Smtp.Host.Web.Mail;

/// <summary>Reads stored messages as MIME (RFC 2045, RFC 5322). Whatever somebody sent, it makes a document of it.</summary>
internal sealed class MailReader(IStore store) : IDisposable
{
    // Beyond it a header is not read whole: no honest one comes near.
    private const int MostHeader = 1024 * 1024;
    private const int HeaderShown = 64 * 1024;

    private static readonly ParserOptions Options = new() { MaxMimeDepth = 50 };

    // A document with thousands of parts takes its room: only so many of them at a time.
    private readonly SemaphoreSlim _open = new(4);

    /// <summary>Opens a message; null where there is none of that name. Dispose of it soon.</summary>
    public async Task<MailDocument?> OpenAsync(QueueId id, CancellationToken stop)
    {
        if (await store.OpenContentAsync(id, stop) is not { } content) return null;
        var entered = false;
        try
        {
            await _open.WaitAsync(stop);
            entered = true;
            var (message, isWhole) = await Task.Run(() => Parse(content, stop), stop);
            return new MailDocument(message, content, isWhole, () => _open.Release());
        }
        catch
        {
            if (entered) _open.Release();
            await content.DisposeAsync();
            throw;
        }
    }

    public void Dispose() => _open.Dispose();

    private static (MimeMessage Message, bool IsWhole) Parse(Stream content, CancellationToken stop)
    {
        if (HeaderIsTooLong(content))
        {
            content.Position = 0;
            var head = new byte[HeaderShown];
            var length = content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            return (Parse(new MemoryStream([.. head.AsSpan(0, length), .. "\r\n\r\n"u8]), persistent: false, stop), false);
        }
        content.Position = 0;
        // Persistent: contents stay where they are, and are read from there when somebody wants them.
        return (Parse(content, persistent: true, stop), true);
    }

    private static MimeMessage Parse(Stream content, bool persistent, CancellationToken stop)
    {
        try
        {
            return new MimeParser(Options, content, MimeFormat.Entity, persistent).ParseMessage(stop);
        }
        catch (FormatException)
        {
            // It has no header: then all of it is text.
            content.Position = 0;
            var message = new MimeMessage();
            message.Headers.Clear();
            message.Body = new TextPart("plain") { Content = new MimeContent(content) };
            return message;
        }
    }

    private static bool HeaderIsTooLong(Stream content)
    {
        if (content.Length <= MostHeader) return false;
        var buffer = new byte[64 * 1024];
        var (read, carried) = (0, 0);
        while (read < MostHeader)
        {
            var count = content.Read(buffer, carried, buffer.Length - carried);
            if (count == 0) return false;
            read += count;
            var seen = buffer.AsSpan(0, carried + count);
            if (seen.IndexOf("\r\n\r\n"u8) >= 0 || seen.IndexOf("\n\n"u8) >= 0) return false;
            carried = Math.Min(3, seen.Length);
            seen[^carried..].CopyTo(buffer);
        }
        return true;
    }
}
