namespace Smtp.Host.Web.Security;

/// <summary>What browsers may do with what they get: with everything, and with each kind.</summary>
internal static class SecurityHeaders
{
    /// <summary>Data: nothing may be made of it but what whoever asked for it makes.</summary>
    public const string Data = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /// <summary>Our own pages: everything comes from here, mail in a frame too; nobody else frames them.</summary>
    public const string Page = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; frame-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Mail, which is hostile: no scripts, no forms, no origin, nothing from anywhere, in a frame of our own pages only.
    /// Links open a window of their own.</summary>
    public const string Mail = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
        + "img-src data:; font-src data:; media-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'";

    /// <summary>The same, after its reader has asked for remote content.</summary>
    public const string MailWithRemote = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
        + "style-src 'unsafe-inline' https: http:; img-src data: https: http:; font-src data: https: http:; media-src data: https: http:; "
        + "form-action 'none'; base-uri 'none'; frame-ancestors 'self'";

    /// <summary>What holds for every response; a response of another kind than data says so later.</summary>
    public static void Apply(HttpResponse response)
    {
        var headers = response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["X-DNS-Prefetch-Control"] = "off";
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = Data;
    }
}
