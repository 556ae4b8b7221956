namespace Smtp.Parsing.Transcripts;

/// <summary>What is known of a live server, and so what can be played to it.</summary>
public sealed record LiveServer
{
    /// <summary>Whether connections begin with TLS.</summary>
    public bool Tls { get; init; }

    /// <summary>Whether it is set up as the <c>given</c> lines of each transcript say; otherwise its settings are the default.</summary>
    public bool AsGiven { get; init; }

    /// <summary>Whether whoever plays also answers its questions, turns its clock, stops it and says where its clients come from; then it
    /// is set up as given too.</summary>
    public bool Directed { get; init; }
}
