using Smtp.Domain.Sending;
using Smtp.Host.Sending;
using Smtp.Host.Tests.Delivery;

namespace Smtp.Host.Tests.Storage.CrashPoints;

/// <summary>Deliveries into Maildirs, and what must hold of them after any crash: what was delivered is there, once, and whole.</summary>
internal static class MaildirScript
{
    private static readonly string[] Users = ["ann", "bob", "ann", "ann", "bob"];

    public static async Task RunAsync(string directory, Marks marks)
    {
        var maildirs = new Maildirs(() => "mx.example.org", TimeProvider.System);
        for (var i = 0; i < Users.Length; i++)
        {
            // The second is a large one.
            var number = 19 + i * 30;
            marks.Begin($"accept letter {number}");
            using var content = new MemoryStream(Traffic.Letter(number));
            var outcome = await maildirs.DeliverAsync(Path.Combine(directory, Users[i]), "Return-Path: <a@example.org>\r\n", content, StoreFixture.None);
            Assert.IsType<Outcome.Delivered>(outcome);
            marks.Promise(Line(number));
        }
    }

    public static async Task<IReadOnlyList<string>> BrokenAsync(string directory, Expectation expected)
    {
        var (broken, found) = (new List<string>(), new List<string>());
        var boxes = Directory.Exists(directory) ? Directory.GetDirectories(directory) : [];
        foreach (var path in boxes.Select(box => Path.Combine(box, "new")).Where(Directory.Exists).SelectMany(box => Directory.GetFiles(box)))
        {
            var text = (await File.ReadAllTextAsync(path)).ReplaceLineEndings("\r\n");
            if (Traffic.NumberOf(text) is { } number && text.EndsWith(System.Text.Encoding.ASCII.GetString(Traffic.Letter(number)), StringComparison.Ordinal))
                found.Add(Line(number));
            else broken.Add($"Torn: {path}");
        }
        broken.AddRange(expected.Promised.Except(found).Select(line => $"Lost, although promised: {line}"));
        broken.AddRange(found.GroupBy(line => line).Where(same => same.Count() > 1).Select(same => $"There twice: {same.Key}"));
        return broken;
    }

    private static string Line(int number) => $"letter {number};";
}
