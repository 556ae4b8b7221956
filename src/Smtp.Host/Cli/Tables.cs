namespace Smtp.Host.Cli;

/// <summary>Columns for a terminal.</summary>
internal static class Tables
{
    /// <param name="output">Where to.</param>
    /// <param name="heads">The heads of the columns.</param>
    /// <param name="rows">The rows, escaped already.</param>
    /// <param name="rightAligned">The column of numbers.</param>
    public static void Write(TextWriter output, string[] heads, IReadOnlyList<string[]> rows, int rightAligned)
    {
        var all = rows.Prepend(heads).ToList();
        var widths = Enumerable.Range(0, heads.Length).Select(column => all.Max(row => row[column].Length)).ToArray();
        foreach (var row in all)
        {
            var cells = row.Select((cell, column) =>
                column == rightAligned ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            output.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }
}
