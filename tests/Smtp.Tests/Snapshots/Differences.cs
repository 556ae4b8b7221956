using System.Text;

namespace Smtp.Tests.Snapshots;

/// <summary>The lines in which two texts differ, with a few around them that do not.</summary>
internal static class Differences
{
    private const int Around = 3;

    public static string Between(string expected, string actual)
    {
        var (left, right) = (expected.Split('\n'), actual.Split('\n'));
        var marks = Align(left, right);
        var text = new StringBuilder();
        var quiet = false;
        for (var i = 0; i < marks.Count; i++)
        {
            var near = marks.Skip(i - Around).Take(Math.Min(2 * Around + 1, i + Around + 1));
            if (near.Any(line => line.Mark != ' '))
            {
                text.Append(marks[i].Mark).Append(' ').Append(marks[i].Line).Append('\n');
                quiet = false;
            }
            else if (!quiet)
            {
                text.Append("  ⋮\n");
                quiet = true;
            }
        }
        return text.ToString();
    }

    /// <summary>The longest common subsequence of lines, and what each side has besides.</summary>
    private static List<(char Mark, string Line)> Align(string[] left, string[] right)
    {
        var common = new int[left.Length + 1, right.Length + 1];
        for (var i = left.Length - 1; i >= 0; i--)
            for (var j = right.Length - 1; j >= 0; j--)
                common[i, j] = left[i] == right[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);

        var marks = new List<(char, string)>();
        var (l, r) = (0, 0);
        while (l < left.Length || r < right.Length)
        {
            var removed = r == right.Length || (l < left.Length && common[l + 1, r] >= common[l, r + 1]);
            if (l < left.Length && r < right.Length && left[l] == right[r]) (l, r) = Add(' ', left[l], l + 1, r + 1);
            else if (removed) (l, r) = Add('-', left[l], l + 1, r);
            else (l, r) = Add('+', right[r], l, r + 1);
        }
        return marks;

        (int, int) Add(char mark, string line, int nextLeft, int nextRight)
        {
            marks.Add((mark, line));
            return (nextLeft, nextRight);
        }
    }
}
