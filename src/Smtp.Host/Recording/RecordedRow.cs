using System.IO.Compression;
using System.Text;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Host.Storage;
using Smtp.Parsing.Transcripts.Recording;

namespace Smtp.Host.Recording;

/// <summary>A recording as it is kept.</summary>
/// <param name="Session">What is known of the session.</param>
/// <param name="Octets">The transcript.</param>
/// <param name="Compressed">Whether it is compressed (zlib).</param>
internal sealed record RecordedRow(StoredSession Session, ReadOnlyMemory<byte> Octets, bool Compressed)
{
    // Below this it saves less than it costs: a page of the database takes longer to write than this to be squeezed.
    private const int WorthCompressing = 2048;

    /// <summary>A recording, written down.</summary>
    /// <param name="recorded">The recording.</param>
    /// <param name="ended">When its session was over.</param>
    /// <param name="isName">Whether a name by which nobody logged in is somebody's all the same.</param>
    public static RecordedRow Of(RecordedSession recorded, DateTimeOffset ended, Func<string, bool> isName) =>
        Of(About(recorded, ended, StoredSession.BrokenOff), recorded.ToUtf8(isName));

    /// <summary>What is known of a session that was recorded.</summary>
    /// <param name="recorded">The recording.</param>
    /// <param name="ended">When its session was over.</param>
    /// <param name="open">What a session is that has no ending.</param>
    public static StoredSession About(RecordedSession recorded, DateTimeOffset ended, string open)
    {
        var client = recorded.Client.Case as Client;
        return new StoredSession(
            recorded.Link.Session, recorded.Link.Opened, ended, recorded.Link.Peer.ToString(), client?.Hello.Name.ToString(),
            recorded.Tls.Case is TlsFacts tls ? $"{tls.Version} {tls.Cipher}" : null, client?.User.Case as string,
            recorded.Ending.Case is Ending ending ? ending.ToString() : open, recorded.Accepted, [.. recorded.Messages.Map(id => id.Text)]);
    }

    /// <summary>A transcript that is written already.</summary>
    public static RecordedRow OfText(StoredSession session, string text) => Of(session, Encoding.UTF8.GetBytes(text));

    private static RecordedRow Of(StoredSession session, ReadOnlyMemory<byte> octets)
    {
        if (octets.Length < WorthCompressing) return new RecordedRow(session, octets, false);
        using var output = new MemoryStream(octets.Length / 2);
        using (var zip = new ZLibStream(output, CompressionLevel.Fastest, leaveOpen: true)) zip.Write(octets.Span);
        return output.Length < octets.Length / 2 ? new RecordedRow(session, output.ToArray(), true) : new RecordedRow(session, octets, false);
    }

    /// <summary>The transcript as text.</summary>
    public static string Text(byte[] octets, bool compressed)
    {
        if (!compressed) return Encoding.UTF8.GetString(octets);
        using var zip = new ZLibStream(new MemoryStream(octets, writable: false), CompressionMode.Decompress);
        using var reader = new StreamReader(zip, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

/// <summary>Which recordings are kept: the newest, and none that ended before a time.</summary>
internal sealed record Pruning(int Keep, DateTimeOffset EndedBefore);

/// <summary>A store of recordings.</summary>
internal interface ISessions
{
    /// <summary>Keeps recordings, and forgets old ones.</summary>
    Task AddSessionsAsync(IReadOnlyList<RecordedRow> sessions, Pruning pruning);

    /// <summary>Whether there is an account of that name.</summary>
    Task<bool> IsAccountAsync(string name);
}
