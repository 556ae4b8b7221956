using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;
using Smtp.Tests;

namespace Smtp.Host.Tests.Samples;

/// <summary>What <c>dotnet pack</c> makes of the two libraries.</summary>
public sealed class PackageTest : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("packages-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("Smtp.Domain", new[] { "LanguageExt.Core" })]
    [InlineData("Smtp.Parsing", new[] { "LanguageExt.Core", "Pidgin", "Smtp.Domain" })]
    public async Task A_package_has_all_that_its_users_need(string name, string[] dependencies)
    {
        await PackAsync(name);
        var package = _folder.GetFiles($"{name}.*.nupkg").Single();
        using var content = ZipFile.OpenRead(package.FullName);
        var files = content.Entries.Select(entry => entry.FullName).ToList();
        Assert.Contains($"lib/net10.0/{name}.dll", files);
        Assert.Contains($"lib/net10.0/{name}.xml", files);
        Assert.Equal(await File.ReadAllTextAsync(Repository.PathTo("src", name, "README.md")), Read(content, "README.md"));

        var about = XDocument.Parse(Read(content, $"{name}.nuspec")).Root!.Elements().Single();
        Assert.Equal(name, Of(about, "id"));
        Assert.Equal("MIT", Of(about, "license"));
        Assert.Equal("README.md", Of(about, "readme"));
        Assert.NotEmpty(Of(about, "description"));
        Assert.NotEmpty(Of(about, "tags"));
        var needed = about.Descendants().Where(element => element.Name.LocalName == "dependency");
        Assert.Equal(dependencies, needed.Select(element => element.Attribute("id")!.Value).Order(StringComparer.Ordinal));

        using var symbols = ZipFile.OpenRead(Path.ChangeExtension(package.FullName, "snupkg"));
        Assert.NotNull(symbols.GetEntry($"lib/net10.0/{name}.pdb"));
    }

    /// <summary>Packs what was built for these tests, without building anything.</summary>
    private async Task PackAsync(string name)
    {
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        using var pack = Process.Start(new ProcessStartInfo("dotnet",
            ["pack", Repository.PathTo("src", name), "--no-build", "--nologo", "-c", configuration, "-o", _folder.FullName])
        {
            RedirectStandardOutput = true,
        })!;
        var said = await pack.StandardOutput.ReadToEndAsync().WaitAsync(Say.Patience * 5);
        await pack.WaitForExitAsync().WaitAsync(Say.Patience);
        Assert.True(pack.ExitCode == 0, said);
    }

    private static string Of(XElement about, string name) => about.Elements().Single(element => element.Name.LocalName == name).Value;

    private static string Read(ZipArchive package, string name)
    {
        using var reader = new StreamReader(package.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }
}
