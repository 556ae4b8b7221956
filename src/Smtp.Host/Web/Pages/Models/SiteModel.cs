namespace Smtp.Host.Web.Pages.Models;

/// <summary>Everything that one page shows.</summary>
/// <param name="Title">What the window is called.</param>
/// <param name="Section">Where one is.</param>
/// <param name="Key">The same for pages whose third pane shows the same thing.</param>
/// <param name="After">The last event that this page knows of.</param>
/// <param name="Theme"><c>light</c>, <c>dark</c>, or <c>auto</c> for what the system has.</param>
/// <param name="Here">The address of this page, path and query.</param>
/// <param name="Folders">The first pane.</param>
/// <param name="List">The second.</param>
/// <param name="Detail">The third.</param>
/// <param name="Notice">What has just been done; null where that needs no words.</param>
public sealed record SiteModel(
    string Title, Section Section, string Key, string After, string Theme, string Here, FoldersModel Folders, ListModel List,
    DetailModel Detail, Notice? Notice);

/// <summary>The parts of the site.</summary>
public enum Section
{
    /// <summary>Messages.</summary>
    Mail,

    /// <summary>Conversations.</summary>
    Sessions,

    /// <summary>Deliveries.</summary>
    Queue,

    /// <summary>How the host is.</summary>
    Overview,
}

/// <summary>Something that was done, and can be undone for a while.</summary>
/// <param name="Text">What was done.</param>
/// <param name="Undo">The deletion to take back; null where there is none.</param>
public sealed record Notice(string Text, long? Undo);
