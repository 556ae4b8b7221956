using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;

namespace Smtp.Host.Web.Pages;

/// <summary>The style sheet, the script and the icon, which are in the assembly.</summary>
internal static class PageAssets
{
    private static readonly FrozenDictionary<string, Asset> All = new[]
    {
        Read("app.css", "text/css; charset=utf-8"), Read("app.js", "text/javascript; charset=utf-8"), Read("icon.svg", "image/svg+xml"),
    }.ToFrozenDictionary(asset => asset.Name, StringComparer.Ordinal);

    /// <summary>The address of an asset; another one when it has another content.</summary>
    public static string Url(string name) => $"/assets/{name}?v={All[name].Version}";

    public static IResult Get(HttpContext context, string name)
    {
        if (!All.TryGetValue(name, out var asset)) return Results.NotFound();
        var isKnown = context.Request.Query["v"] == asset.Version;
        context.Response.Headers.CacheControl = isKnown ? "public, max-age=31536000, immutable" : "no-cache";
        return Results.Bytes(asset.Octets, asset.Type);
    }

    private static Asset Read(string name, string type)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"assets/{name}")
            ?? throw new InvalidOperationException($"The assembly has no {name}.");
        using var octets = new MemoryStream();
        stream.CopyTo(octets);
        return new Asset(name, type, octets.ToArray(), Convert.ToHexStringLower(SHA256.HashData(octets.ToArray()))[..12]);
    }

    private sealed record Asset(string Name, string Type, byte[] Octets, string Version);
}
