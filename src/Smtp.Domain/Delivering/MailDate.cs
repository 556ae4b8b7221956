using System.Globalization;

namespace Smtp.Domain.Delivering;

/// <summary>Dates as mail has them (RFC 5322 §3.3).</summary>
public static class MailDate
{
    /// <summary>Writes a date: <c>Tue, 24 Nov 2026 04:15:39 +0000</c>.</summary>
    public static string Write(DateTimeOffset time)
    {
        // .NET writes the zone with a colon, mail without.
        var zone = time.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
        return time.ToString("ddd, dd MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture) + zone;
    }
}
