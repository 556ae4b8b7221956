using Smtp.Host.Storage;
using Smtp.Host.Web.Mail;

namespace Smtp.Host.Web.Api.Messages;

/// <summary>A message with what a test wants of it: its links and codes.</summary>
internal record ArrivedMessage : MessageRow
{
    /// <summary>One-time codes in it, the most likely first: `123456`, `G-123456`.</summary>
    public required IReadOnlyList<string> Codes { get; init; }

    /// <summary>Its links, each once: `http`, `https` and `mailto`, in the HTML and in the text. 500 at most.</summary>
    public required IReadOnlyList<MailLink> Links { get; init; }

    internal ArrivedMessage(MessageRow row) : base(row)
    {
    }
}

/// <summary>A message, opened.</summary>
internal sealed record MessageDetail : ArrivedMessage
{
    /// <summary>Its Message-ID, without angle brackets; empty where it has none.</summary>
    public required string MessageId { get; init; }

    /// <summary>Where answers are to go.</summary>
    public required IReadOnlyList<NamedAddress> ReplyTo { get; init; }

    /// <summary>Its plain text, decoded; made of the HTML where it has no other. 1 MiB at most.</summary>
    public required string Text { get; init; }

    /// <summary>Whether the text was made of the HTML.</summary>
    public required bool TextIsFromHtml { get; init; }

    /// <summary>Its HTML, decoded, as somebody sent it: not safe to be shown. Null where it has none. 1 MiB at most.</summary>
    public required string? Html { get; init; }

    /// <summary>Whether something of it was too long to be told whole. `getMessageRaw` has it all.</summary>
    public required bool IsCut { get; init; }

    /// <summary>The fields of its header, in their order, decoded. 1,000 at most.</summary>
    public required IReadOnlyList<HeaderField> Headers { get; init; }

    /// <summary>What it is made of (MIME), each part behind those that it is within. 1,000 at most.</summary>
    public required IReadOnlyList<MessagePartInfo> Parts { get; init; }

    /// <summary>How many parts it has.</summary>
    public required int PartCount { get; init; }

    /// <summary>What travelled beside it.</summary>
    public required MessageEnvelope Envelope { get; init; }

    /// <summary>Who brought it.</summary>
    public required MessageOrigin Origin { get; init; }

    /// <summary>Whether it is still on its way to somebody: `getDelivery` tells more.</summary>
    public required bool IsQueued { get; init; }

    internal MessageDetail(MessageRow row) : base(row)
    {
    }
}

/// <summary>A field of a header.</summary>
/// <param name="Name">Its name, as it is written.</param>
/// <param name="Value">Its value: unfolded and decoded (RFC 2047).</param>
internal sealed record HeaderField(string Name, string Value);

/// <summary>A part of a message (RFC 2045).</summary>
/// <param name="Id">Its place, such as `2` or `2.1`, as `getMessagePart` takes it; a multipart around everything is `0`.</param>
/// <param name="Depth">How many parts it is within.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Type">Its media type, in lower case.</param>
/// <param name="FileName">The name of its file, never a path; empty where it has none.</param>
/// <param name="ContentId">By which HTML refers to it (`cid:`); empty where it has none.</param>
/// <param name="Charset">Its charset, as it says; empty where it says none.</param>
/// <param name="Size">Octets as it was sent, encoded; null where it holds other parts.</param>
internal sealed record MessagePartInfo(
    string Id, int Depth, MailPartRole Role, string Type, string FileName, string ContentId, string Charset, long? Size);

/// <summary>The envelope of a message (RFC 5321 §2.3.1).</summary>
/// <param name="From">The reverse-path; empty for the null reverse-path.</param>
/// <param name="Parameters">The parameters of MAIL, as on the wire: `BODY=8BITMIME SMTPUTF8`.</param>
/// <param name="Recipients">The recipients that were accepted, in their order.</param>
internal sealed record MessageEnvelope(string From, string Parameters, IReadOnlyList<EnvelopeRecipient> Recipients);

/// <summary>A recipient of the envelope.</summary>
/// <param name="Address">The forward-path.</param>
/// <param name="Parameters">The parameters of RCPT, as on the wire: `NOTIFY=FAILURE`.</param>
/// <param name="Mailbox">Whose mailbox of this host the message lies in; null where it went elsewhere.</param>
/// <param name="IsBcc">Whether the header names it neither in To nor in Cc.</param>
internal sealed record EnvelopeRecipient(string Address, string Parameters, string? Mailbox, bool IsBcc);

/// <summary>Who brought a message.</summary>
/// <param name="Session">The session, as `getSession` takes it; empty where this host wrote the message.</param>
/// <param name="Peer">The address of the client.</param>
/// <param name="Hello">Who it said it was.</param>
/// <param name="Protocol">`SMTP`, `ESMTPS`, `LMTP` … (RFC 3848).</param>
/// <param name="Tls">The TLS version and cipher; null without TLS.</param>
/// <param name="User">Who it proved to be; null without AUTH.</param>
internal sealed record MessageOrigin(string Session, string Peer, string Hello, string Protocol, string? Tls, string? User);
