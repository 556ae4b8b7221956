namespace Smtp.Host.Web.Api.Messages;

/// <summary>A part of the list of messages.</summary>
/// <param name="Messages">The messages, the newest first.</param>
/// <param name="Next">The `cursor` for the part behind it; null where that is all.</param>
/// <param name="Mark">Now, as `since` of `waitForMessages` takes it.</param>
/// <param name="Total">How many messages match in all.</param>
/// <param name="Unread">How many of them nobody has read.</param>
internal sealed record MessageList(IReadOnlyList<MessageRow> Messages, string? Next, string Mark, long Total, long Unread);

/// <summary>Messages that were waited for.</summary>
/// <param name="Messages">The messages, the newest first, as many as were waited for.</param>
/// <param name="Mark">Now, as `since` takes it, to wait for what comes after them.</param>
internal sealed record ArrivedMessages(IReadOnlyList<ArrivedMessage> Messages, string Mark);
