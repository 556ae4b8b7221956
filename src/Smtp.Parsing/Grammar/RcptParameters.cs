using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;

namespace Smtp.Parsing.Grammar;

/// <summary>The parameters of RCPT, each read as its own RFC wants it.</summary>
internal static class RcptParameters
{
    public static Parameter Read(string keyword, string? value) =>
        Known(keyword, value) ?? new Parameter.Invalid(keyword, value);

    // Null where the value is not as it should be.
    private static Parameter? Known(string keyword, string? value) => keyword.ToUpperInvariant() switch
    {
        "NOTIFY" => Notification(value),
        "ORCPT" => Original(value),
        _ => new Parameter.Unknown(keyword, value),
    };

    // RFC 3461 §4.1:
    // notify-esmtp-value  = "NEVER" / 1#notify-list-element
    // notify-list-element = "SUCCESS" / "FAILURE" / "DELAY"
    private static Parameter.Notification? Notification(string? value)
    {
        if (value is null) return null;
        if (value.Equals("NEVER", StringComparison.OrdinalIgnoreCase)) return new Parameter.Notification(Notify.Never);
        var notify = Notify.Unspecified;
        foreach (var range in value.AsSpan().Split(','))
        {
            var element = Element(value.AsSpan()[range]);
            if (element == Notify.Unspecified || (notify & element) != 0) return null;
            notify |= element;
        }
        return new Parameter.Notification(notify);
    }

    private static Notify Element(ReadOnlySpan<char> text)
    {
        if (text.Equals("SUCCESS", StringComparison.OrdinalIgnoreCase)) return Notify.Success;
        if (text.Equals("FAILURE", StringComparison.OrdinalIgnoreCase)) return Notify.Failure;
        return text.Equals("DELAY", StringComparison.OrdinalIgnoreCase) ? Notify.Delay : Notify.Unspecified;
    }

    private static Parameter.Original? Original(string? value) =>
        value is not null && OriginalRecipients.Read(value) is { } recipient ? new Parameter.Original(recipient) : null;
}
