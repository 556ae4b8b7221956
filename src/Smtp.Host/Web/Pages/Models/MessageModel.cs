using Smtp.Host.Storage;

namespace Smtp.Host.Web.Pages.Models;

/// <summary>A message that is open.</summary>
/// <param name="Entry">As it is listed.</param>
/// <param name="Stored">As it is stored.</param>
/// <param name="Place">The list that it is shown beside.</param>
/// <param name="Tab">Which side of it is shown.</param>
/// <param name="Content">That side.</param>
/// <param name="HasHtml">Whether it has HTML.</param>
/// <param name="Attachments">What comes with it, as much as is listed.</param>
/// <param name="PartCount">How many parts it has.</param>
/// <param name="IsQueued">Whether some of it is still on its way.</param>
public sealed record MessageModel(
    MessageEntry Entry, StoredMessage Stored, MailPlace Place, MessageTab Tab, TabModel Content, bool HasHtml,
    IReadOnlyList<PartModel> Attachments, int PartCount, bool IsQueued)
{
    /// <summary>Its subject, or that it has none.</summary>
    public string Subject => Entry.Subject.Length > 0 ? Entry.Subject : "(no subject)";
}

/// <summary>The sides of a message.</summary>
public enum MessageTab
{
    /// <summary>As its sender wants it to look.</summary>
    Html,

    /// <summary>Its words.</summary>
    Text,

    /// <summary>Its octets.</summary>
    Source,

    /// <summary>Its header, field by field.</summary>
    Headers,

    /// <summary>What it is made of.</summary>
    Parts,

    /// <summary>What travelled beside it.</summary>
    Envelope,

    /// <summary>The session that brought it.</summary>
    Conversation,
}

/// <summary>One side of a message.</summary>
public abstract record TabModel
{
    private TabModel() { }

    /// <summary>A frame with its HTML.</summary>
    public sealed record Html(string Frame, bool HasRemote, bool ShowsRemote, bool IsCut) : TabModel;

    /// <summary>Its text; taken from the HTML where there is no other.</summary>
    public sealed record Text(string Value, bool IsCut, bool FromHtml) : TabModel;

    /// <summary>Its octets, as far as they are shown.</summary>
    public sealed record Source(string Value, bool IsCut) : TabModel;

    /// <summary>Its header.</summary>
    public sealed record Headers(IReadOnlyList<FieldModel> Fields, int Count, bool IsCut) : TabModel;

    /// <summary>Its parts.</summary>
    public sealed record Parts(IReadOnlyList<PartModel> List, int Count) : TabModel;

    /// <summary>Its envelope.</summary>
    public sealed record Envelope : TabModel;

    /// <summary>The session that brought it; null where none was recorded.</summary>
    public sealed record Conversation(ConversationModel? View) : TabModel;

    /// <summary>It could not be read.</summary>
    public sealed record Unreadable(string Why) : TabModel;
}

/// <summary>A field of a header.</summary>
public sealed record FieldModel(string Name, string Value);

/// <summary>A part of a message.</summary>
/// <param name="Id">Its place.</param>
/// <param name="Depth">How many parts it is within.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Type">Its media type.</param>
/// <param name="Name">The name of its file; empty where it has none.</param>
/// <param name="Facts">What else is known of it.</param>
/// <param name="Octets">About how many octets it has; null for one that holds others.</param>
public sealed record PartModel(string Id, int Depth, string Role, string Type, string Name, string Facts, long? Octets);
