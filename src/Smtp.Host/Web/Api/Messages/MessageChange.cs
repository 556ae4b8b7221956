using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using Smtp.Parsing.Search;

namespace Smtp.Host.Web.Api.Messages;

/// <summary>What is to be changed of a message; what is left out stays.</summary>
/// <param name="Unread">Whether nobody has read it.</param>
/// <param name="Tags">Its tags, in place of those that it has: 20 at most, each of 1 to 100 letters, digits, spaces and `-_.`</param>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = MessageLimits.Countable)]
internal sealed record MessageChange(bool? Unread = null, [property: MaxLength(MessageLimits.Tags)] IReadOnlyList<string>? Tags = null);

/// <summary>Messages, and how they are to be marked. Either `ids` or `query`.</summary>
/// <param name="Unread">Whether nobody has read them.</param>
/// <param name="Ids">The messages: 1,000 at most. Those that are not there are left out.</param>
/// <param name="Query">Those that match a search, as in `listMessages`; all messages where it is empty.</param>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = MessageLimits.Countable)]
internal sealed record MarkRequest(
    bool Unread, [property: MinLength(1), MaxLength(MessageLimits.Ids)] IReadOnlyList<string>? Ids = null,
    [property: StringLength(SearchGrammar.MaxLength)] string? Query = null);

/// <summary>Messages that are to be deleted.</summary>
/// <param name="Ids">The messages: 1,000 at most. Those that are not there are left out.</param>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = MessageLimits.Countable)]
internal sealed record DeleteRequest([property: MinLength(1), MaxLength(MessageLimits.Ids)] IReadOnlyList<string> Ids);

/// <summary>A deletion that is to be taken back.</summary>
/// <param name="Deletion">Its number, as it was given.</param>
internal sealed record RestoreRequest(string Deletion);

/// <summary>How much was changed.</summary>
/// <param name="Count">How many were not so before.</param>
internal sealed record ChangedCount(long Count);

/// <summary>What was deleted. It is hidden at once, and removed for good when the time to take it back is over.</summary>
/// <param name="Deletion">By this `restoreMessages` takes it back.</param>
/// <param name="Count">How many messages.</param>
/// <param name="Until">Until when.</param>
internal sealed record DeletedMessages(string Deletion, long Count, DateTimeOffset Until);

/// <summary>How much one request may name.</summary>
internal static class MessageLimits
{
    /// <summary>Why a limit of a list may be an attribute.</summary>
    public const string Countable = "A list says its Count; nobody looks for a property of that name.";

    public const int Ids = 1000;
    public const int Tags = 20;
}
