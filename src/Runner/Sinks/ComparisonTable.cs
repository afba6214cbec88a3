using InferBench.Runner.Records;
using Spectre.Console;

namespace InferBench.Runner.Sinks;

/// <summary>A comparison as a table, a line for each metric of each case.</summary>
public static class ComparisonTable
{
    private static readonly string[] Titles = ["case", "metric", "base", "new", "ratio", "95 % interval", "verdict"];

    /// <summary>Writes the table, what its words mean, and the outcome as the last line.</summary>
    public static void Write(IAnsiConsole console, ComparisonReport report)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (string title in Titles)
            table.AddColumn(new TableColumn(new Text(title)) { NoWrap = true, Alignment = title is "base" or "new" or "ratio" or "95 % interval" ? Justify.Right : Justify.Left });
        foreach (var row in report.Compared)
        {
            string[] cells =
            [
                ComparisonText.Case(row.Case), ComparisonText.Metric(row.Metric), ComparisonText.Figure(row.Metric, row.BaseMedian),
                ComparisonText.Figure(row.Metric, row.NewMedian), ComparisonText.Ratio(row.Ratio), ComparisonText.Interval(row.Interval), ComparisonText.Verdict(row),
            ];
            table.AddRow(cells.Select(cell => new Text(Printable.Of(cell))));
        }

        var wide = Terminal.Wide(console);
        if (report.Compared.Count > 0)
            wide.Write(table);
        foreach (string line in ComparisonText.Lines(report).Append(ComparisonText.Summary(report)))
            wide.WriteLine(Printable.Of(line));
    }
}
