namespace Smtp.Simulation;

/// <summary>What holds in every world.</summary>
internal enum Law
{
    /// <summary>What is answered 250 is durable then, and still there at the end.</summary>
    Durable,

    /// <summary>What a machine has answered for, it keeps, hands on or reports.</summary>
    Accounted,

    /// <summary>There are no more copies than connections that broke between storage and the receipt of the reply.</summary>
    Duplicates,

    /// <summary>Reply i answers command i, with what was said.</summary>
    ReplyOrder,

    /// <summary>What is stored is what was sent: octets, sender, recipients, of this session alone.</summary>
    Faithful,

    /// <summary>What is refused for good is not stored.</summary>
    Refused,

    /// <summary>Nothing said before a handshake has a part in what follows it.</summary>
    Handshake,

    /// <summary>What is held is bounded.</summary>
    Bounded,

    /// <summary>Once faults are over, all mail is settled in time.</summary>
    Settles,

    /// <summary>Folding the log again gives the same states and replies.</summary>
    Folds,

    /// <summary>No machine is told what it did not want.</summary>
    Wanted,
}

/// <summary>A law was broken.</summary>
internal sealed class LawBrokenException(Law law, string text, int connection) : Exception($"{law}: {text}")
{
    public Law Law { get; } = law;

    /// <summary>The connection on which it happened; -1 where that cannot be said.</summary>
    public int Connection { get; } = connection;
}
