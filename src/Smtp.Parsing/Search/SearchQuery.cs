namespace Smtp.Parsing.Search;

/// <summary>Which messages are looked for: those that pass every test; all of them where there is none.</summary>
/// <param name="Terms">The tests, in the order in which they were written.</param>
public sealed record SearchQuery(Seq<SearchTerm> Terms)
{
    /// <summary>Every message.</summary>
    public static SearchQuery Everything { get; } = new(Seq<SearchTerm>.Empty);
}

/// <summary>A test, or its opposite.</summary>
/// <param name="Test">The test.</param>
/// <param name="Not">Whether it must fail.</param>
public sealed record SearchTerm(SearchTest Test, bool Not = false);

/// <summary>A test of one message.</summary>
public abstract record SearchTest
{
    private SearchTest() { }

    /// <summary>Words that stand somewhere in it, one after the other, compared without case and accents.</summary>
    /// <param name="Field">Where they are looked for.</param>
    /// <param name="Words">The words; anything but letters and digits only parts them.</param>
    /// <param name="Whole">Whether the last word must be there whole; otherwise a longer one that begins with it will do.</param>
    public sealed record Text(SearchField Field, string Words, bool Whole) : SearchTest;

    /// <summary><c>is:</c> or <c>has:</c>.</summary>
    public sealed record Has(SearchFeature Feature) : SearchTest;

    /// <summary><c>tag:</c>, compared without case.</summary>
    public sealed record Tag(string Name) : SearchTest;

    /// <summary><c>mailbox:</c>: whose mailbox it lies in, compared without case.</summary>
    public sealed record Mailbox(string Name) : SearchTest;

    /// <summary><c>session:</c>: which session brought it.</summary>
    public sealed record Session(string Id) : SearchTest;

    /// <summary><c>before:</c>: it arrived before that moment.</summary>
    public sealed record Before(SearchMoment Moment) : SearchTest;

    /// <summary><c>after:</c>: it arrived at that moment or later.</summary>
    public sealed record After(SearchMoment Moment) : SearchTest;

    /// <summary><c>larger:</c>: it has more octets.</summary>
    public sealed record Larger(long Octets) : SearchTest;

    /// <summary><c>smaller:</c>: it has fewer octets.</summary>
    public sealed record Smaller(long Octets) : SearchTest;
}

/// <summary>Where words are looked for.</summary>
public enum SearchField
{
    /// <summary>In the subject, the addresses and names, the names of attachments, and the text.</summary>
    Anywhere,

    /// <summary><c>from:</c></summary>
    From,

    /// <summary><c>to:</c></summary>
    To,

    /// <summary><c>cc:</c></summary>
    Cc,

    /// <summary><c>bcc:</c>: recipients of the envelope whom the header does not name.</summary>
    Bcc,

    /// <summary><c>reply-to:</c></summary>
    ReplyTo,

    /// <summary><c>addressed:</c>: any of the addresses.</summary>
    Addressed,

    /// <summary><c>subject:</c></summary>
    Subject,

    /// <summary><c>message-id:</c></summary>
    MessageId,

    /// <summary><c>filename:</c>: the name of an attachment.</summary>
    FileName,
}

/// <summary>What a message may have, or be.</summary>
public enum SearchFeature
{
    /// <summary><c>is:unread</c></summary>
    Unread,

    /// <summary><c>is:read</c></summary>
    Read,

    /// <summary><c>is:tagged</c></summary>
    Tagged,

    /// <summary><c>has:attachment</c></summary>
    Attachment,

    /// <summary><c>has:inline</c>: a part that the text shows, such as a picture.</summary>
    Inline,
}

/// <summary>A moment as it was written.</summary>
/// <param name="Local">Date and time; midnight where no time was given.</param>
/// <param name="Offset">The offset from UTC; absent where the reader's own zone is meant.</param>
public sealed record SearchMoment(DateTime Local, Option<TimeSpan> Offset);

/// <summary>Why a text is no query.</summary>
/// <param name="Position">Where the trouble begins, in UTF-16 code units from 0.</param>
/// <param name="Message">What is wrong, in one line.</param>
public sealed record SearchError(int Position, string Message);
