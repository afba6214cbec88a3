using InferBench.Runner.Records;
using Spectre.Console;

namespace InferBench.Runner.Sinks;

/// <summary>Records as the table a person reads.</summary>
public static class ResultTable
{
    // A table is laid out in memory before its first line is written: thousands of rows become several, of one width.
    private const int MostRows = 250;

    /// <summary>
    /// Writes a row for each case and, below, what the signs mean, the drift of ceilings and of the anchor, and every warning with
    /// its advice.
    /// </summary>
    /// <param name="console">Where it goes.</param>
    /// <param name="records">Records of models; ceilings of their runs among them are no rows.</param>
    public static void Write(IAnsiConsole console, IEnumerable<RunRecord> records)
    {
        RunRecord[] all = [.. records];
        var given = LateReasons.Mark([.. all.Where(r => r.Case.Kernel is null)]);
        var variants = new Variants(given);
        RunRecord[] rows =
        [
            .. given.Where(r => r.Anchor is null).OrderBy(variants.NameOf, StringComparer.Ordinal)
                .ThenBy(r => r.Case.Batch).ThenBy(r => r.Case.Depth).ThenBy(r => r.Case.Prompt).ThenBy(r => r.Case.Generate)
                .ThenBy(r => r.Case.Threads).ThenBy(r => r.Case.Options?.ToString(), StringComparer.Ordinal).ThenByDescending(variants.PrecisionRank).ThenBy(r => r.Case.Model, StringComparer.Ordinal)
                .ThenBy(r => r.Case.Engine == "ort" ? "" : r.Case.Engine, StringComparer.Ordinal).ThenBy(r => r.Case.Device == "cpu" ? "" : r.Case.Device, StringComparer.Ordinal)
                .Select(GradeMarks.Shown),
        ];
        var speedUps = new SpeedUps(rows, variants);
        var overCpu = new DeviceSpeedUps(rows);
        var limits = new LimitNotes(all);
        var (heading, columns) = TableFit.Of(ResultColumns.Of(rows, speedUps, overCpu, limits));
        if (heading.Count > 0)
            PlainTable.Line(console, string.Join(", ", heading));
        for (int first = 0; first == 0 || first < rows.Length; first += MostRows)
        {
            // What an earlier one took is not kept for this one.
            if (first > 0)
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
            Write(Terminal.Wide(console), columns, Enumerable.Range(first, Math.Min(MostRows, rows.Length - first)));
        }

        PlainTable.Line(console, "Medians; ± is half the 95 % interval of the median. '-' is not measured.");
        foreach (string line in speedUps.Any ? speedUps.Legend : [])
            PlainTable.Line(console, line);
        foreach (string line in overCpu.Any ? overCpu.Legend.Except(speedUps.Any ? speedUps.Legend : []) : [])
            PlainTable.Line(console, line);
        if (new ColdStart(rows) is { Any: true } coldStart)
            PlainTable.Line(console, coldStart.Legend);
        foreach (string line in limits.Lines(rows))
            PlainTable.Line(console, line);
        if (rows.Any(r => r.Values.ContainsKey(MetricId.EnergyPerToken)))
            PlainTable.Line(console, "Energy: of all processor packages while the case was measured, idling and other work included, per generated token; prompts are in it.");
        foreach (string line in QualityText.Legend(rows))
            PlainTable.Line(console, line);
        foreach (string line in GradeMarks.Legend(rows))
            PlainTable.Line(console, line);
        foreach (string line in AnchorNotes.Of(given))
            PlainTable.Line(console, line);
        foreach (string note in ResultNotes.Of(rows))
            PlainTable.Line(console, note);
    }

    private static void Write(IAnsiConsole console, IReadOnlyList<ResultColumn> columns, IEnumerable<int> rows)
    {
        var table = PlainTable.New(columns.Select(column => (column.Title, column.IsNumber)));
        for (int i = 0; i < columns.Count; i++)
            table.Columns[i].Width = columns[i].Width - ResultColumn.Border;
        foreach (int row in rows)
            PlainTable.Row(table, columns.Select(column => column.Cells[row]));
        console.Write(table);
    }
}
