using System.Text;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;

namespace Smtp.Parsing.Grammar;

/// <summary>The parameters of RCPT, each read as its own RFC wants it.</summary>
internal static class RcptParameters
{
    /// <summary>What reads the value of a parameter; null for one that RCPT does not have.</summary>
    /// <param name="keyword">In upper case.</param>
    public static ValueReader? Reader(ReadOnlySpan<char> keyword) => keyword switch
    {
        "NOTIFY" => Notification,
        "ORCPT" => Original,
        _ => null,
    };

    // RFC 3461 §4.1:
    // notify-esmtp-value  = "NEVER" / 1#notify-list-element
    // notify-list-element = "SUCCESS" / "FAILURE" / "DELAY"
    private static Parameter.Notification? Notification(ReadOnlySpan<byte> value)
    {
        if (Ascii.EqualsIgnoreCase(value, "NEVER"u8)) return new Parameter.Notification(Notify.Never);
        var notify = Notify.Unspecified;
        foreach (var range in value.Split((byte)','))
        {
            var element = Element(value[range]);
            if (element == Notify.Unspecified || (notify & element) != 0) return null;
            notify |= element;
        }
        return new Parameter.Notification(notify);
    }

    private static Notify Element(ReadOnlySpan<byte> text) =>
        Ascii.EqualsIgnoreCase(text, "SUCCESS"u8) ? Notify.Success
        : Ascii.EqualsIgnoreCase(text, "FAILURE"u8) ? Notify.Failure
        : Ascii.EqualsIgnoreCase(text, "DELAY"u8) ? Notify.Delay
        : Notify.Unspecified;

    private static Parameter.Original? Original(ReadOnlySpan<byte> value) =>
        OriginalRecipients.Read(value) is { } recipient ? new Parameter.Original(recipient) : null;
}
