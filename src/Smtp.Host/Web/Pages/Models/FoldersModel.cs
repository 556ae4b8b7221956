using Smtp.Host.Storage;

namespace Smtp.Host.Web.Pages.Models;

/// <summary>The first pane.</summary>
/// <param name="All">All messages.</param>
/// <param name="Mailboxes">The mailboxes, as many as are shown.</param>
/// <param name="Tags">The tags, as many as are shown.</param>
/// <param name="Waiting">Deliveries that wait; as many as are counted.</param>
/// <param name="Query">What is searched for now.</param>
/// <param name="Host">The name of this host.</param>
public sealed record FoldersModel(
    MessageCount All, IReadOnlyList<MailboxCount> Mailboxes, IReadOnlyList<TagCount> Tags, int Waiting, string Query, string Host)
{
    /// <summary>So many of each are shown.</summary>
    public const int Most = 50;
}
