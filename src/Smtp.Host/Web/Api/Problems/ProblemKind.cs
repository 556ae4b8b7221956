namespace Smtp.Host.Web.Api.Problems;

/// <summary>What can go wrong that a program may want to tell apart. Everything else has the type <c>about:blank</c>, or one of RFC
/// 9110, and its status says it all.</summary>
/// <param name="Name">Its name, behind the <c>#</c> of <c>type</c>.</param>
/// <param name="Status">The status of the response.</param>
/// <param name="Title">What it is, the same every time.</param>
/// <param name="Description">When it happens, and what to do about it.</param>
internal sealed record ProblemKind(string Name, int Status, string Title, string Description)
{
    /// <summary>Where they are listed.</summary>
    public const string Path = "/api/smtp/problems";

    public static ProblemKind BadSearch { get; } = new("bad-search", 400, "The search cannot be read",
        "`position` is the character, from 0, at which the trouble begins.");

    public static ProblemKind BadRequest { get; } = new("bad-request", 400, "The request cannot be read",
        "A parameter is missing or beyond its limits, or the body is not the JSON that is wanted. `detail` says which.");

    public static ProblemKind Unknown { get; } = new("unknown", 404, "There is no such thing",
        "Nothing has that name, or it has been deleted.");

    public static ProblemKind NothingCame { get; } = new("nothing-came", 404, "Nothing came in time",
        "The time was over before as many messages matched as were waited for. `found` is how many did.");

    public static ProblemKind TooLate { get; } = new("too-late", 410, "It is gone for good",
        "A deletion can be taken back for half a minute.");

    public static ProblemKind TooManyWait { get; } = new("too-many-wait", 429, "Too many are waiting",
        "So many requests wait for messages already that this one cannot. Try again after one of them has ended.");

    public static ProblemKind Stopping { get; } = new("stopping", 503, "The host is stopping",
        "It was told to stop while the request waited.");

    public static ProblemKind Storage { get; } = new("storage", 503, "The store cannot do it now",
        "The disk is full, or it fails. The log of the host says more.");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ProblemKind> All { get; } = [BadSearch, BadRequest, Unknown, NothingCame, TooLate, TooManyWait, Stopping, Storage];

    /// <summary>The <c>type</c> of a problem (RFC 9457 §3.1.1).</summary>
    public string Type => $"{Path}#{Name}";
}
