namespace Smtp.Domain.Protocol;

/// <summary>What a server says: a code, and one or more lines of text (RFC 5321 §4.2).</summary>
/// <param name="Code">The three digits.</param>
/// <param name="Status">The enhanced status code (RFC 2034), put before the text of each line; absent where it is not due.</param>
/// <param name="Lines">At least one line of text, without line ends.</param>
public sealed record Reply(ReplyCode Code, Option<EnhancedStatusCode> Status, Seq<string> Lines)
{
    /// <summary>A reply of one line without an enhanced status code.</summary>
    public static Reply Of(int code, string text) => new(new ReplyCode(code), None, Seq1(text));

    /// <summary>A reply of one line with an enhanced status code, such as <c>"5.1.1"</c>.</summary>
    public static Reply Of(int code, string status, string text) =>
        new(new ReplyCode(code), EnhancedStatusCode.Parse(status), Seq1(text));

    /// <summary>The same reply for a client that was never told of enhanced status codes.</summary>
    public Reply WithoutStatus() => Status.IsSome ? this with { Status = None } : this;

    /// <summary>The reply as it stands on the wire, lines joined by <c>\n</c>; for people and logs.</summary>
    public override string ToString()
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < Lines.Count; i++)
        {
            if (i > 0) text.Append('\n');
            text.Append(Code.Value).Append(i < Lines.Count - 1 ? '-' : ' ');
            if (Status.Case is EnhancedStatusCode status) text.Append(status).Append(' ');
            text.Append(Lines[i]);
        }
        return text.ToString();
    }
}
