using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;
using Smtp.Host.Tests.Clients;
using Smtp.Tests;

namespace Smtp.Host.Tests.Samples;

/// <summary>What <c>dotnet pack</c> makes of the two libraries.</summary>
public sealed class PackageTest(PackageTest.Packages packages) : IClassFixture<PackageTest.Packages>
{
    [Theory]
    [InlineData("Smtp.Domain", new[] { "LanguageExt.Core" })]
    [InlineData("Smtp.Parsing", new[] { "LanguageExt.Core", "Pidgin", "Smtp.Domain" })]
    public async Task A_package_has_all_that_its_users_need(string name, string[] dependencies)
    {
        var package = packages.Of(name);
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

    private static string Of(XElement about, string name) => about.Elements().Single(element => element.Name.LocalName == name).Value;

    private static string Read(ZipArchive package, string name)
    {
        using var reader = new StreamReader(package.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }

    /// <summary>Packs what was built for these tests, without building anything: both in one process.</summary>
    public sealed class Packages : IAsyncLifetime
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("packages-");

        public FileInfo Of(string name) => _folder.GetFiles($"{name}.*.nupkg").Single();

        public async Task InitializeAsync()
        {
            var both = Path.Combine(_folder.FullName, "both.proj");
            await File.WriteAllTextAsync(both, $"""
                <Project>
                  <Target Name="Pack">
                    <MSBuild Projects="{Project("Smtp.Domain")};{Project("Smtp.Parsing")}" Targets="Pack" />
                  </Target>
                </Project>
                """);
            var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
            using var pack = Process.Start(HostProgram.Dotnet("pack", both, "--no-build", "--nologo", "-c", configuration, "-o", _folder.FullName))!;
            var errors = pack.StandardError.ReadToEndAsync();
            var said = await pack.StandardOutput.ReadToEndAsync().WaitAsync(Say.Patience * 5);
            await pack.WaitForExitAsync().WaitAsync(Say.Patience);
            Assert.True(pack.ExitCode == 0, said + await errors);
        }

        public Task DisposeAsync()
        {
            _folder.Delete(recursive: true);
            return Task.CompletedTask;
        }

        private static string Project(string name) => Repository.PathTo("src", name, name + ".csproj");
    }
}
