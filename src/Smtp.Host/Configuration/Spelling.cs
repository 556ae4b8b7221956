namespace Smtp.Host.Configuration;

/// <summary>Says that a name is unknown, and which one was probably meant.</summary>
public static class Spelling
{
    /// <summary>The problem; its hint names the nearest of the known names that is near enough to be a slip of the
    /// finger.</summary>
    /// <param name="name">The whole name, as it is reported.</param>
    /// <param name="word">The part of it that is unknown.</param>
    /// <param name="known">What it might have been: the word and the whole name.</param>
    public static string Unknown(string name, string word, IEnumerable<(string Word, string Name)> known)
    {
        var nearest = known
            .Select(candidate => (candidate.Name, Distance: Distance(word, candidate.Word)))
            .Where(candidate => candidate.Distance <= Math.Max(1, word.Length / 3))
            .OrderBy(candidate => candidate.Distance)
            .FirstOrDefault();
        return nearest.Name is null ? $"{name}: unknown key" : $"{name}: unknown key; did you mean {nearest.Name}?";
    }

    /// <summary>How many letters must be inserted, removed, changed or swapped with their neighbour to make one word of
    /// the other, whatever their case.</summary>
    public static int Distance(string one, string other)
    {
        var (a, b) = (one.ToUpperInvariant(), other.ToUpperInvariant());
        var cost = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) cost[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) cost[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
            for (var j = 1; j <= b.Length; j++)
            {
                var change = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(change, 1 + Math.Min(cost[i - 1, j], cost[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        return cost[a.Length, b.Length];
    }
}
