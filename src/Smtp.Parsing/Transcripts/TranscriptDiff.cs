using System.Globalization;
using System.Text;

namespace Smtp.Parsing.Transcripts;

/// <summary>What a transcript says and what came of it, side by side, for people.</summary>
public static class TranscriptDiff
{
    private const int Around = 3;

    // Beyond this, which lines moved is not worth the time to find out: the whole part is shown as changed.
    private const long MostCompared = 4_000_000;

    /// <summary>Where the two differ, or nothing where they do not. <c>-</c> is expected, <c>+</c> was received; before
    /// them stand the line's number in the expected transcript, and around them the lines that are the same, the client's last line
    /// among them.</summary>
    /// <param name="expected">The transcript as it is written.</param>
    /// <param name="received">The same transcript, run.</param>
    /// <param name="name">The file's name, for the place of each difference.</param>
    public static Option<string> Between(Transcript expected, Transcript received, string name)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(received);
        var marks = Align(expected.Lines.Map(line => line.Source).ToArray(), received.Lines.Map(line => line.Source).ToArray());
        if (marks.TrueForAll(line => line.Mark == ' ')) return Option<string>.None;

        var width = marks[^1].Number.ToString(CultureInfo.InvariantCulture).Length;
        var shown = Shown(marks);
        var text = new StringBuilder();
        var introduces = false;
        for (var i = 0; i < marks.Count; i++)
        {
            if (!shown[i]) continue;
            if (i == 0 || !shown[i - 1])
            {
                // Lines in which nothing differs introduce the difference behind them.
                var next = marks[marks.FindIndex(i, line => line.Mark != ' ')].Number;
                text.Append(introduces ? "⋮\n" : string.Create(CultureInfo.InvariantCulture, $"{name}:{next}\n"));
                introduces = true;
            }
            introduces &= marks[i].Mark == ' ';
            var number = marks[i].Mark == '+' ? "" : marks[i].Number.ToString(CultureInfo.InvariantCulture);
            text.Append($"{marks[i].Mark} {number.PadLeft(width)}  {marks[i].Line}".TrimEnd()).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>Which lines are shown: those that differ, the nearest that do not, and what the client said before.</summary>
    private static bool[] Shown(List<(char Mark, int Number, string Line)> marks)
    {
        var shown = new bool[marks.Count];
        for (var i = 0; i < marks.Count; i++)
        {
            if (marks[i].Mark == ' ') continue;
            for (var near = Math.Max(0, i - Around); near <= Math.Min(marks.Count - 1, i + Around); near++) shown[near] = true;
            var said = marks.FindLastIndex(i, line => line.Line.StartsWith('C'));
            if (said >= 0) shown[said] = true;
        }
        return shown;
    }

    /// <summary>The longest common subsequence of lines, and what each side has besides.</summary>
    private static List<(char Mark, int Number, string Line)> Align(string[] left, string[] right)
    {
        var head = 0;
        while (head < left.Length && head < right.Length && left[head] == right[head]) head++;
        var tail = 0;
        while (tail < left.Length - head && tail < right.Length - head && left[^(tail + 1)] == right[^(tail + 1)]) tail++;

        var (rows, columns) = (left.Length - head - tail, right.Length - head - tail);
        var common = (long)rows * columns > MostCompared ? null : Common(left, right, head, rows, columns);
        var marks = new List<(char, int, string)>();
        for (var i = 0; i < head; i++) marks.Add((' ', i + 1, left[i]));
        var (l, r) = (0, 0);
        while (l < rows || r < columns)
        {
            if (common is not null && l < rows && r < columns && left[head + l] == right[head + r])
            {
                marks.Add((' ', head + l + 1, left[head + l]));
                (l, r) = (l + 1, r + 1);
            }
            else if (r == columns || (l < rows && (common is null || common[l + 1, r] >= common[l, r + 1])))
            {
                marks.Add(('-', head + l + 1, left[head + l]));
                l++;
            }
            else
            {
                marks.Add(('+', head + l + 1, right[head + r]));
                r++;
            }
        }
        for (var i = left.Length - tail; i < left.Length; i++) marks.Add((' ', i + 1, left[i]));
        return marks;
    }

    private static int[,] Common(string[] left, string[] right, int head, int rows, int columns)
    {
        var common = new int[rows + 1, columns + 1];
        for (var i = rows - 1; i >= 0; i--)
        {
            for (var j = columns - 1; j >= 0; j--)
            {
                common[i, j] = left[head + i] == right[head + j]
                    ? common[i + 1, j + 1] + 1
                    : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }
        return common;
    }
}
