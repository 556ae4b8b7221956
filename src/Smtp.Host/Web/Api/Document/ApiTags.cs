namespace Smtp.Host.Web.Api.Document;

/// <summary>The parts of the API.</summary>
internal static class ApiTags
{
    public const string Messages = "Messages";
    public const string Folders = "Mailboxes and tags";
    public const string Sessions = "Sessions";
    public const string Queue = "Queue";
    public const string Host = "Host";

    /// <summary>What each of them is about, in the order of the document.</summary>
    public static IReadOnlyList<(string Name, string Description)> All { get; } =
    [
        (Messages, "Mail in the mailboxes of this host: list, search, wait, read, mark, tag, delete."),
        (Folders, "What the messages lie in, and how they are marked."),
        (Sessions, "Recorded conversations: those with clients, and those with next hops."),
        (Queue, "What is still to be delivered, and what was tried."),
        (Host, "The host itself."),
    ];
}
