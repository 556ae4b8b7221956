namespace Smtp.Simulation;

/// <summary>A mistake made on purpose, in the simulation alone, to see whether it is found.</summary>
internal enum Bug
{
    None,

    /// <summary>250 is said before the disk has synced.</summary>
    AckBeforeSync,

    /// <summary>A transaction begins with the recipients of the one before it.</summary>
    KeepRecipients,

    /// <summary>LF.LF ends the content.</summary>
    LineFeedDot,

    /// <summary>Plaintext that came behind STARTTLS is read as if it had come within TLS.</summary>
    KeepPlaintext,

    /// <summary>A client takes a message for delivered as soon as its content has gone out.</summary>
    SettleBeforeReply,
}

/// <summary>The bugs' names on the command line.</summary>
internal static class Bugs
{
    public static string Name(Bug bug) => bug switch
    {
        Bug.None => "none",
        Bug.AckBeforeSync => "ack-before-sync",
        Bug.KeepRecipients => "keep-recipients",
        Bug.LineFeedDot => "lf-dot-lf",
        Bug.KeepPlaintext => "keep-plaintext",
        Bug.SettleBeforeReply => "settle-before-reply",
        _ => throw new ArgumentOutOfRangeException(nameof(bug)),
    };

    public static Bug? Named(string name)
    {
        foreach (var bug in Enum.GetValues<Bug>()) if (Name(bug) == name) return bug;
        return null;
    }
}
