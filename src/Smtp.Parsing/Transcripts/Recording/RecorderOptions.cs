namespace Smtp.Parsing.Transcripts.Recording;

/// <summary>What a recorder keeps, and how much of it.</summary>
public sealed record RecorderOptions
{
    /// <summary>About how many octets a recording may have; beyond it says that the session went on. Default 256 KiB.</summary>
    public int Limit { get; init; } = 256 * 1024;

    /// <summary>Content of up to so many octets (for BDAT, a chunk's) is kept as it came; 0, the default, keeps none: it is
    /// folded to its size and digest.</summary>
    public int Bodies { get; init; }

    /// <summary>Whether clients may talk before the greeting.</summary>
    public bool EarlyTalkersWelcome { get; init; }

    /// <summary>What SCRAM exchanges are masked with; shared by all recorders of a host.</summary>
    public ScramMasks Masks { get; init; } = new();
}
