namespace Smtp.Host.Web.Security;

/// <summary>Whether a request comes from our own pages, from a program, or from a page of somebody else.</summary>
internal static class Origins
{
    /// <summary>Whether a page of somebody else sends it. Browsers tell (Fetch Metadata, and before it Origin); programs say
    /// nothing, and hold no passwords of others.</summary>
    public static bool IsForeign(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        // A socket is opened by GET, and then whoever opened it reads all that comes.
        var isSafe = (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
            && request.Headers.Upgrade.Count == 0;
        // A link from elsewhere may be followed: that reads, and shows it to nobody but the reader.
        if (isSafe) return site is "cross-site" or "same-site" && request.Headers["Sec-Fetch-Mode"] != "navigate";
        if (site.Length > 0 && site is not ("same-origin" or "none")) return true;
        return request.Headers.Origin.ToString() is { Length: > 0 } origin
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var from)
                && from.Authority.Equals(WithoutDefaultPort(request.Host, from), StringComparison.OrdinalIgnoreCase));
    }

    // Behind a proxy with TLS the port of https may be left out by one side.
    private static string WithoutDefaultPort(HostString host, Uri from) =>
        host.Port is { } port && from.IsDefaultPort && port == from.Port ? host.Host : host.Value ?? "";
}
