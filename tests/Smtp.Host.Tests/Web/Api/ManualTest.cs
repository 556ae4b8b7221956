using System.Globalization;
using System.Text.RegularExpressions;
using Smtp.Host.Tests.Clients;
using Smtp.Tests;

namespace Smtp.Host.Tests.Web.Api;

/// <summary>docs/api.md is done as it is written, and says what there is.</summary>
public sealed partial class ManualTest
{
    private static readonly string Manual = File.ReadAllText(Repository.PathTo("docs", "api.md")).ReplaceLineEndings("\n");

    [ProgramFact("curl", "bash", "jq")]
    public async Task Its_examples_say_what_they_say()
    {
        await using var api = await ApiServer.StartAsync();
        // One shell for all of them: what one example sets, another uses.
        var script = string.Join('\n', Blocks().Matches(Manual).Where(block => block.Groups["kind"].Value == "sh").Select(block => block.Groups["text"].Value))
            .Replace("http://127.0.0.1:8025", api.Web.Server.WebUrl, StringComparison.Ordinal)
            .Replace("127.0.0.1:2525", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{api.Web.Server.Port}"), StringComparison.Ordinal);
        var expected = string.Join('\n', Blocks().Matches(Manual).Where(block => block.Groups["kind"].Value == "text").Select(block => block.Groups["text"].Value));

        var said = await Programs.RunAsync("bash", "", "-euc", $"cd '{api.Web.Server.Directory.FullName}'\n{script}");

        Assert.Equal(expected + "\n", said.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task It_names_every_operation_and_no_other()
    {
        await using var api = await ApiServer.StartAsync();
        var named = Rows().Matches(Manual).SelectMany(row => Names().Matches(row.Groups[1].Value))
            .Select(match => (Method: match.Groups["method"].Value, Path: match.Groups["path"].Value)).ToList();
        // `GET` `PATCH` `DELETE /messages/{id}`: those without a path have the next one's.
        for (var i = named.Count - 2; i >= 0; i--) if (named[i].Path.Length == 0) named[i] = (named[i].Method, named[i + 1].Path);

        Assert.Equal(
            api.Contract.Operations.Select(one => $"{one.Method} {one.Path[ApiServer.Root.Length..]}").Order(StringComparer.Ordinal),
            named.Select(one => $"{one.Method} {one.Path}").Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("^```(?<kind>sh|text)\n(?<text>.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex("^\\| (.*?) \\|", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex("`(?<method>[A-Z]{3,6})(?: (?<path>/[^`]*))?`")]
    private static partial Regex Names();
}
