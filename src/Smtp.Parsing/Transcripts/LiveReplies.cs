namespace Smtp.Parsing.Transcripts;

/// <summary>Replies as lines of output: what belongs together, and whether a server that chooses its own names says what is
/// expected of it.</summary>
internal static class LiveReplies
{
    private const string Queued = "queued as ";

    // "S: 250-": the prefix, the code, and what tells whether more lines follow (RFC 5321 §4.2.1).
    private const int Text = 7;

    /// <summary>Whether the line is one of the server.</summary>
    public static bool IsReply(string line) =>
        line.StartsWith("S:", StringComparison.Ordinal) || line.StartsWith("S\"", StringComparison.Ordinal);

    /// <summary>The lines of each reply among these lines of output.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Of(IEnumerable<string> outputs)
    {
        var replies = new List<IReadOnlyList<string>>();
        var lines = new List<string>();
        foreach (var line in outputs.Where(IsReply))
        {
            lines.Add(line);
            if (line.Length >= Text && line[Text - 1] == '-') continue;
            replies.Add([.. lines]);
            lines.Clear();
        }
        if (lines.Count > 0) replies.Add([.. lines]);
        return replies;
    }

    /// <summary>The id that a line tells, or nothing.</summary>
    public static string? Id(string line)
    {
        var at = line.IndexOf(Queued, StringComparison.Ordinal);
        return at < 0 ? null : Word(line, at + Queued.Length) is { Length: > 0 } id ? id : null;
    }

    /// <summary>What was received, with every line that says what was expected in the words of the expectation.</summary>
    /// <param name="expected">The lines of a reply; none where none was expected.</param>
    /// <param name="received">The lines of the reply in its place.</param>
    /// <param name="host">The name that the transcript gives its host.</param>
    /// <param name="ids">The ids that the server gave its messages so far.</param>
    /// <param name="anyTls">Whether the server may offer TLS where the transcript does not.</param>
    public static IEnumerable<string> Told(
        IReadOnlyList<string> expected, IReadOnlyList<string> received, string host, IReadOnlyList<string> ids, bool anyTls)
    {
        for (var i = 0; i < received.Count; i++)
        {
            if (i == 1 && expected.Count > 0 && AnswersHello(expected[0], host))
            {
                foreach (var line in Offers(expected.Skip(1), received.Skip(1), anyTls)) yield return line;
                yield break;
            }
            yield return i < expected.Count && Same(expected[i], received[i], host, ids) ? expected[i] : received[i];
        }
    }

    /// <summary>What is offered, in whatever order (RFC 5321 §4.1.1.1).</summary>
    private static IEnumerable<string> Offers(IEnumerable<string> expected, IEnumerable<string> received, bool anyTls)
    {
        var wanted = expected.ToList();
        var left = received.ToList();
        // What is named is found first, so that {*} stands for what is not.
        var found = wanted.ConvertAll(line => Macros.Any(line) ? null : Find(left, line));
        if (anyTls) left.RemoveAll(line => Keyword(line) is "STARTTLS" or "REQUIRETLS");
        for (var i = 0; i < wanted.Count; i++)
            if ((found[i] ?? Find(left, wanted[i])) is not null) yield return wanted[i];
        foreach (var line in left) yield return line;
    }

    private static string? Find(List<string> left, string line)
    {
        var at = left.FindIndex(other => Macros.Matches(Keyword(line), Keyword(other)));
        if (at < 0) return null;
        var found = left[at];
        left.RemoveAt(at);
        return found;
    }

    private static bool Same(string expected, string received, string host, IReadOnlyList<string> ids)
    {
        var pattern = Macros.WithIds(expected, ids);
        if (Greets(pattern, host) && received.Length > Text)
            pattern = $"{pattern[..Text]}{Word(received, Text)}{pattern[(Text + host.Length)..]}";
        if (Id(expected) is { } literal && !Macros.Any(literal) && Id(received) is { } id)
            pattern = pattern.Replace(Queued + literal, Queued + id, StringComparison.Ordinal);
        return Macros.Matches(pattern, received);
    }

    private static bool AnswersHello(string line, string host) =>
        line.StartsWith("S: 250-", StringComparison.Ordinal)
        && (Greets(line, host) || line[Text..].StartsWith(Macros.Anything, StringComparison.Ordinal));

    private static bool Greets(string line, string host) =>
        (line.StartsWith("S: 220", StringComparison.Ordinal) || line.StartsWith("S: 250", StringComparison.Ordinal))
        && line.Length > Text && Word(line, Text) == host;

    private static string Keyword(string line) => line.Length > Text ? line[Text..] : "";

    private static string Word(string line, int at)
    {
        var end = line.IndexOf(' ', at);
        return end < 0 ? line[at..] : line[at..end];
    }
}
