namespace Smtp.Host.Web.Live;

/// <summary>Something that whoever looks on is told.</summary>
/// <param name="Sequence">Its number, one more than that of the event before it.</param>
/// <param name="Topic">Who is interested.</param>
/// <param name="Type">What it is, such as <c>message-added</c>.</param>
/// <param name="Data">What is told, ready to be written as JSON.</param>
/// <param name="Session">The session that it is about; null where it is about none.</param>
internal sealed record LiveEvent(long Sequence, LiveTopic Topic, string Type, object Data, string? Session = null);

/// <summary>Where somebody who listens stands.</summary>
/// <param name="Sequence">The number of the last event.</param>
internal sealed record EventsPosition(long Sequence);

/// <summary>A session that something is told of.</summary>
/// <param name="Session">The session.</param>
/// <param name="Accepted">The messages that it has brought so far.</param>
internal sealed record SessionNewsItem(string Session, int Accepted);

/// <summary>That it happened is all there is to tell.</summary>
internal sealed record NothingMore
{
    public static NothingMore Instance { get; } = new();
}

/// <summary>What one can be interested in.</summary>
[Flags]
internal enum LiveTopic
{
    None = 0,

    /// <summary>Messages that come, change and go.</summary>
    Messages = 1,

    /// <summary>Deliveries.</summary>
    Queue = 2,

    /// <summary>Sessions that begin and end.</summary>
    Sessions = 4,

    /// <summary>What is said in sessions.</summary>
    Steps = 8,

    /// <summary>All of it.</summary>
    All = Messages | Queue | Sessions | Steps,
}
