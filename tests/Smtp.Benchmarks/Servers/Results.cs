using System.Globalization;
using System.Text;

namespace Smtp.Benchmarks.Servers;

/// <summary>What was measured, as Markdown tables: a row for each case, a column for each server.</summary>
/// <param name="servers">The columns; ours is the first.</param>
internal sealed class Results(IReadOnlyList<string> servers)
{
    private readonly List<(string Table, string Row, string Server, List<double> Samples, Func<double, string> Show)> _cells = [];

    /// <summary>Adds a sample. Samples of the same round are neighbours in time, so that ratios are made of them.</summary>
    public void Add(string table, string row, string server, double sample, Func<double, string> show)
    {
        var at = _cells.FindIndex(cell => (cell.Table, cell.Row, cell.Server) == (table, row, server));
        if (at >= 0) _cells[at].Samples.Add(sample);
        else _cells.Add((table, row, server, [sample], show));
    }

    /// <summary>The median; null where nothing was measured.</summary>
    public double? Median(string table, string row, string server) => Samples(table, row, server) is { } samples ? Middle(samples) : null;

    /// <summary>Ours as a multiple of another's, the median of all rounds; null where one of the two was not measured.</summary>
    public double? Ratio(string table, string row, string other) =>
        Samples(table, row, servers[0]) is { } ours && Samples(table, row, other) is { } theirs
            ? Middle([.. ours.Zip(theirs, (our, their) => our / their)]) : null;

    /// <summary>All tables.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        foreach (var table in _cells.Select(cell => cell.Table).Distinct())
        {
            var present = servers.Where(server => _cells.Exists(cell => cell.Table == table && cell.Server == server)).ToList();
            text.Append(CultureInfo.InvariantCulture, $"| {table} | {string.Join(" | ", present)} |\n|---|{string.Concat(present.Select(_ => "---:|"))}\n");
            foreach (var row in _cells.Where(cell => cell.Table == table).Select(cell => cell.Row).Distinct())
                text.Append(CultureInfo.InvariantCulture, $"| {row} | {string.Join(" | ", present.Select(server => Cell(table, row, server)))} |\n");
            text.Append('\n');
        }
        return text.ToString();
    }

    private string Cell(string table, string row, string server)
    {
        var cell = _cells.Find(cell => (cell.Table, cell.Row, cell.Server) == (table, row, server));
        if (cell.Samples is null) return "";
        var ratio = server != servers[0] && Ratio(table, row, server) is { } found
            ? string.Create(CultureInfo.InvariantCulture, $" (×{found:0.00})") : "";
        return cell.Show(Middle(cell.Samples)) + ratio;
    }

    private List<double>? Samples(string table, string row, string server) =>
        _cells.Find(cell => (cell.Table, cell.Row, cell.Server) == (table, row, server)).Samples;

    private static double Middle(List<double> samples) => samples.Order().ElementAt(samples.Count / 2);
}

/// <summary>How numbers are shown.</summary>
internal static class Shown
{
    public static string Rate(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0}/s");

    public static string Octets(double value) => string.Create(CultureInfo.InvariantCulture, $"{value / 1048576:0} MiB/s");

    public static string Mebibytes(double value) => string.Create(CultureInfo.InvariantCulture, $"{value / 1048576:0} MiB");

    public static string Kibibytes(double value) => string.Create(CultureInfo.InvariantCulture, $"{value / 1024:0.0} KiB");

    public static string Milliseconds(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.00} ms");

    public static string Microseconds(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0} µs");
}
