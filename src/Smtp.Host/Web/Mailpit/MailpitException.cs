namespace Smtp.Host.Web.Mailpit;

/// <summary>A request that is not done, and what its client is told: with Mailpit, text and a 400.</summary>
internal sealed class MailpitException(string message) : Exception(message)
{
    /// <summary>The status of the response.</summary>
    public int Status { get; init; } = StatusCodes.Status400BadRequest;

    /// <summary>There is no such message.</summary>
    public static MailpitException NotFound(string what = "There is no such message.") => new(what) { Status = StatusCodes.Status404NotFound };

    /// <summary>The response: text; for <c>/send</c>, JSON.</summary>
    public IResult Result(bool json) => json
        ? MailpitJson.Of(new MailpitError(Message), Status)
        : Results.Text(Message, "text/plain; charset=utf-8", statusCode: Status);
}

/// <summary>An error as JSON.</summary>
internal sealed record MailpitError(string Error);
