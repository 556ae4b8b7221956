using System.Text.RegularExpressions;
using Smtp.Tests;

namespace Smtp.Host.Tests.Samples;

/// <summary>What docs/embedding.md shows is what is compiled and run here.</summary>
public sealed partial class EmbeddingPageTest
{
    private static readonly string Page = File.ReadAllText(Repository.PathTo("docs", "embedding.md"));

    [Fact]
    public void Every_block_of_code_is_part_of_a_sample_that_is_run()
    {
        var sources = Directory.GetFiles(Repository.PathTo("tests", "Smtp.Samples"), "*.cs")
            .Concat(Directory.GetFiles(Repository.PathTo("tests", "Smtp.Host.Tests", "Samples"), "*.cs"))
            .Select(file => Unindented(File.ReadAllText(file))).ToList();
        var blocks = Code().Matches(Page).Select(block => Unindented(block.Groups[1].Value)).ToList();
        Assert.True(blocks.Count >= 5, $"{blocks.Count} blocks");
        Assert.All(blocks, block => Assert.True(sources.Exists(source => source.Contains(block, StringComparison.Ordinal)), block));
    }

    [Fact]
    public void Every_link_leads_somewhere()
    {
        foreach (Match link in LocalLink().Matches(Page))
            Assert.True(Path.Exists(Path.GetFullPath(Repository.PathTo("docs", link.Groups[1].Value))), link.Value);
    }

    private static string Unindented(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)[^)]*\)")]
    private static partial Regex LocalLink();
}
