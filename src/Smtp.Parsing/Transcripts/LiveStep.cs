using System.Net;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Parsing.Transcripts;

/// <summary>One thing that happens to a live server, and what is to be waited for.</summary>
/// <param name="Scene">Its place in the transcript.</param>
/// <param name="Session">The session's name; each has a connection of its own.</param>
/// <param name="Act">What happens.</param>
/// <param name="Replies">How many replies are expected.</param>
/// <param name="Closes">Whether the server is expected to close the connection behind them.</param>
/// <param name="Asks">Whether the server is expected to ask a question that the next step answers.</param>
public sealed record LiveStep(int Scene, string Session, LiveAct Act, int Replies, bool Closes, bool Asks);

/// <summary>What a client does, or somebody beside it.</summary>
public abstract record LiveAct
{
    private LiveAct() { }

    /// <summary>It connects.</summary>
    /// <param name="Client">Where from, where the transcript says it.</param>
    public sealed record Connect(Option<IPAddress> Client) : LiveAct;

    /// <summary>It says nothing; another session was at work, and now this one is.</summary>
    public sealed record Listen : LiveAct;

    /// <summary>It sends octets, in one write.</summary>
    public sealed record Send(Seq<Piece> Pieces) : LiveAct;

    /// <summary>It does a TLS handshake.</summary>
    /// <param name="Tls">The version that is to come of it; absent where the handshake is to fail.</param>
    public sealed record Handshake(Option<TlsFacts> Tls) : LiveAct;

    /// <summary>It ends its side of the connection.</summary>
    public sealed record End : LiveAct;

    /// <summary>It resets the connection.</summary>
    public sealed record Reset : LiveAct;

    /// <summary>It waits.</summary>
    public sealed record Wait(TimeSpan Time) : LiveAct;

    /// <summary>Nothing, but a question of the server is answered.</summary>
    /// <param name="Verdict">The answer; absent where there is none yet.</param>
    public sealed record Answer(Option<Verdict> Verdict) : LiveAct;

    /// <summary>Nothing, but the server is stopped.</summary>
    public sealed record Stop : LiveAct;
}
