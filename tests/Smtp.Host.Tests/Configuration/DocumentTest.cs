using System.Text.RegularExpressions;
using Smtp.Host.Configuration;
using Smtp.Tests;

namespace Smtp.Host.Tests.Configuration;

/// <summary>The page about configuration says what the code does.</summary>
public sealed partial class DocumentTest
{
    [Fact]
    public void The_table_of_the_page_is_the_table_of_the_code()
    {
        var page = File.ReadAllText(Page());
        var expected = $"{ConfigTable.Begin}\n\n{ConfigTable.Markdown()}\n{ConfigTable.End}\n";
        var begin = page.IndexOf(ConfigTable.Begin, StringComparison.Ordinal);
        var actual = begin < 0 ? "" : page[begin..];
        if (actual == expected) return;

        // As with every golden file: on a developer's machine the new text is laid beside the old one.
        if (Environment.GetEnvironmentVariable("CI") != "true")
            File.WriteAllText(Page("received.md"), (begin < 0 ? page : page[..begin]) + expected);
        Assert.Fail("docs/configuration.md differs from the keys; accept docs/configuration.received.md in its place. Expected:\n" + expected);
    }

    [Fact]
    public void The_example_of_the_page_is_good()
    {
        using var setup = new Setup();
        setup.File(Example().Match(File.ReadAllText(Page())).Groups[1].Value);

        var options = setup.Options();

        Assert.Equal(["mx", "submission", "lmtp"], options.Listeners.Select(listener => listener.Role));
        Assert.Equal(50_000_000, options.Limits.MessageSize);
    }

    [Fact]
    public void The_variables_of_the_page_are_known()
    {
        var variables = Variable().Matches(File.ReadAllText(Page())).Select(match => (match.Groups[1].Value, match.Groups[2].Value)).ToList();

        Assert.Equal(6, variables.Count);
        Assert.All(variables, variable =>
        {
            using var setup = new Setup();
            setup.Environment(variable.Item1, variable.Item2).Load();
        });
    }

    [Fact]
    public void Every_default_is_allowed_by_its_own_key()
    {
        foreach (var key in ConfigKeys.All.OfType<ConfigKey.One>())
            Assert.True(key.Field.Set(new SmtpOptions(), key.Field.Get(ConfigLoader.Defaults("localhost"))), key.Name);
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"^\| `(SMTP_\w+)=(.*?)` \|", RegexOptions.Multiline)]
    private static partial Regex Variable();

    private static string Page(string extension = "md") => Repository.PathTo("docs", "configuration." + extension);
}
