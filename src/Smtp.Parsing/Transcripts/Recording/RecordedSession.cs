using System.Buffers;
using System.Text;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Parsing.Transcripts.Recording;

/// <summary>A session that was recorded.</summary>
public sealed class RecordedSession
{
    private readonly byte[] _octets;
    private readonly (int At, LateLine Line)[] _late;
    private readonly Seq<string> _proven;

    internal RecordedSession(Link link, Facts facts, LineBuffer lines, int length)
    {
        (Link, Client, Tls, Ending) = (link, facts.Client, facts.Tls, facts.Ending);
        (Accepted, Messages) = (facts.Accepted, facts.Messages);
        (_octets, _late, _proven) = (lines.Octets[..length].ToArray(), [.. lines.Late], facts.Proven);
        Unproven = _late.Length == 0 ? [] : new Seq<string>(_late.Select(one => one.Line).OfType<LateLine.Claim>().Select(claim => claim.Name).Except(_proven).ToArray());
    }

    /// <summary>The connection: who connected, when, and the session's name.</summary>
    public Link Link { get; }

    /// <summary>All that was known of the client last; absent where it never said who it was.</summary>
    public Option<Client> Client { get; }

    /// <summary>The TLS layer, if there was one.</summary>
    public Option<TlsFacts> Tls { get; }

    /// <summary>How the session ended; absent where it broke off.</summary>
    public Option<Ending> Ending { get; }

    /// <summary>How many messages were accepted.</summary>
    public int Accepted { get; }

    /// <summary>The first 1000 of them, in order.</summary>
    public Seq<QueueId> Messages { get; }

    /// <summary>Names that the client gave in logins which did not succeed. Some may be passwords, typed in the wrong place.</summary>
    public Seq<string> Unproven { get; }

    /// <summary>About how many octets the transcript has.</summary>
    public int Size => _octets.Length;

    /// <summary>The transcript in UTF-8, as <see cref="TranscriptReader"/> reads it.</summary>
    /// <param name="isName">Whether one of <see cref="Unproven"/> is the name of somebody, and can be shown; the others become
    /// <c>********</c>.</param>
    /// <remarks>The keys of masked SCRAM exchanges are derived here, which may take some milliseconds.</remarks>
    public ReadOnlyMemory<byte> ToUtf8(Func<string, bool> isName)
    {
        ArgumentNullException.ThrowIfNull(isName);
        if (_late.Length == 0) return _octets;
        var whole = new ArrayBufferWriter<byte>(_octets.Length + (_late.Length * 128));
        var told = 0;
        foreach (var (at, line) in _late)
        {
            whole.Write(_octets.AsSpan(told..at));
            Encoding.UTF8.GetBytes(line.Text(name => _proven.Contains(name) || isName(name)), whole);
            told = at;
        }
        whole.Write(_octets.AsSpan(told));
        return whole.WrittenMemory;
    }

    /// <summary>The same as text.</summary>
    public string ToText(Func<string, bool> isName) => Encoding.UTF8.GetString(ToUtf8(isName).Span);
}
