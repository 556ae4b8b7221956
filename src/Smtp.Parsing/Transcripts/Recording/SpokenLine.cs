using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Parsing.Transcripts.Recording;

/// <summary>A line of the client while it is read, of which no more is kept than is written.</summary>
internal sealed class SpokenLine
{
    // Of a line that is too long, so much is shown.
    private const int Beginning = 64;

    // RFC 8446 §5.1: ContentType handshake.
    private const byte TlsHandshake = 22;

    // No line is longer than this, and still read.
    private const int MostKept = 32 * 1024;

    private byte[] _octets = new byte[128];
    private int _kept;
    private long _length;

    /// <summary>Whether it begins with AUTH.</summary>
    public bool IsAuth => MaskedLines.IsAuth(Octets);

    private ReadOnlySpan<byte> Octets => _octets.AsSpan(0, _kept);

    public void Add(ReadOnlySpan<byte> octets)
    {
        _length += octets.Length;
        octets = octets[..Math.Min(octets.Length, MostKept - _kept)];
        if (_octets.Length < _kept + octets.Length) Array.Resize(ref _octets, Math.Max(_kept + octets.Length, _octets.Length * 2));
        octets.CopyTo(_octets.AsSpan(_kept));
        _kept += octets.Length;
    }

    public void Clear() => (_kept, _length) = (0, 0);

    /// <summary>Tells the line as a transcript has it.</summary>
    public void Tell(LineBuffer to, State before, Command command, bool mayHoldSecrets)
    {
        if (Hidden(before, command, mayHoldSecrets) is not { } lines) ClientText.Write(Octets, to);
        else foreach (var line in lines) to.Add(line);
    }

    /// <summary>What stands for the line; null where it stands for itself.</summary>
    private IEnumerable<Told>? Hidden(State before, Command command, bool mayHoldSecrets) => command switch
    {
        Command.Malformed { Error: SyntaxError.ForeignProtocol } =>
            [Octets is [TlsHandshake, ..] && _length > Beginning
                ? $"C\" {Spelling.Escape(Octets[..Beginning])}{(Octets is [.., (byte)'\n'] ? "\\r\\n" : "")}\""
                : ClientText.Line(Octets)],
        _ when before is State.Authenticating at => MaskedLines.Sasl(at.Exchange, command, Octets, _length),
        _ when IsAuth => MaskedLines.Auth(command, Octets, _length),
        Command.Malformed malformed when mayHoldSecrets => MaskedLines.Hidden(malformed.Error, Octets, _length),
        Command.Malformed { Error: SyntaxError.LineTooLong or SyntaxError.SaslLineTooLong } =>
            ClientText.Long(Octets[..Math.Min(_kept, Beginning)].ToArray(), _length),
        _ => null,
    };

    /// <summary>The first line of what nobody reads.</summary>
    public static IEnumerable<Told> Unread(ReadOnlySpan<byte> octets)
    {
        var end = octets.IndexOf((byte)'\n') + 1;
        var first = end > 0 ? octets[..end] : octets;
        return first.IsEmpty ? ["C:"] : MaskedLines.IsAuth(first) ? [ClientText.Line($"AUTH {MaskedLines.Stars}")] : [ClientText.Line(first)];
    }
}
