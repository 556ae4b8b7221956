using Smtp.Domain.Protocol;

namespace Smtp.Parsing.Transcripts;

/// <summary>One thing that a client does to a live server, and what is to be waited for.</summary>
/// <param name="Scene">Its place in the transcript.</param>
/// <param name="Session">The session's name; each has a connection of its own.</param>
/// <param name="Act">What the client does.</param>
/// <param name="Replies">How many replies are expected.</param>
/// <param name="Closes">Whether the server is expected to close the connection behind them.</param>
public sealed record LiveStep(int Scene, string Session, LiveAct Act, int Replies, bool Closes);

/// <summary>What a client does.</summary>
public abstract record LiveAct
{
    private LiveAct() { }

    /// <summary>It connects.</summary>
    public sealed record Connect : LiveAct;

    /// <summary>It says nothing; another session was at work, and now this one is.</summary>
    public sealed record Listen : LiveAct;

    /// <summary>It sends octets, in one write.</summary>
    public sealed record Send(Seq<Piece> Pieces) : LiveAct;

    /// <summary>It does a TLS handshake.</summary>
    /// <param name="Tls">The version that is to come of it.</param>
    public sealed record Handshake(TlsFacts Tls) : LiveAct;

    /// <summary>It ends its side of the connection.</summary>
    public sealed record End : LiveAct;

    /// <summary>It resets the connection.</summary>
    public sealed record Reset : LiveAct;

    /// <summary>It waits.</summary>
    public sealed record Wait(TimeSpan Time) : LiveAct;
}
