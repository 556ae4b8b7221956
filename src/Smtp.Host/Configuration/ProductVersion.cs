using System.Reflection;

namespace Smtp.Host.Configuration;

/// <summary>The version of this program.</summary>
internal static class ProductVersion
{
    /// <summary>The version and nothing else; the revision that it was built from is for whoever inspects the file.</summary>
    public static string Text { get; } =
        (typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown").Split('+')[0];
}
