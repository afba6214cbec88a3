using System.Globalization;
using InferBench.Runner.Records;
using Spectre.Console;

namespace InferBench.Runner.Sinks;

/// <summary>Records as the table a person reads. Every number comes from the record; nothing is computed anew.</summary>
public static class ResultTable
{
    private const string NotMeasured = "-";

    /// <summary>Writes the table and, below it, what the signs mean and every warning with its advice.</summary>
    public static void Write(IAnsiConsole console, IEnumerable<RunRecord> records)
    {
        var rows = records
            .OrderBy(r => r.Case.Model, StringComparer.Ordinal)
            .ThenBy(r => r.Case.Prompt).ThenBy(r => r.Case.Generate).ThenBy(r => r.Case.Threads)
            .ToArray();
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var (title, isNumber) in Columns)
            table.AddColumn(new TableColumn(new Text(title)) { NoWrap = true, Alignment = isNumber ? Justify.Right : Justify.Left });
        foreach (var row in rows)
            table.AddRow(Cells(row).Select(cell => new Text(Printable.Of(cell))));
        Terminal.Wide(console).Write(table);
        Line(console, "Medians; ± is half the 95 % interval of the median. '-' is not measured.");
        foreach (var row in rows)
            Notes(console, row);
    }

    private static readonly (string Title, bool IsNumber)[] Columns =
    [
        ("model", false), ("prompt\n+ gen", true), ("threads", true), ("prefill\ntok/s", true), ("decode\ntok/s", true),
        ("TTFT\nms", true), ("ITL p50 / p95\nms", true), ("peak\nmemory", true), ("trials", true),
    ];

    private static string[] Cells(RunRecord r) =>
    [
        r.Case.Model,
        $"{Number(r.Case.Prompt)} + {Number(r.Case.Generate)}",
        r.Engine is null ? NotMeasured : Number(r.Engine.Threads),
        Rate(r, MetricId.PrefillTps), Rate(r, MetricId.DecodeTps),
        r.Statistics.TryGetValue(MetricId.Ttft, out var ttft) ? Quantity.Milliseconds(ttft.Median) : NotMeasured,
        r.Statistics.TryGetValue(MetricId.Itl, out var itl)
            ? $"{Quantity.Milliseconds(itl.Median)} / {Quantity.Milliseconds(itl.P95)}"
            : NotMeasured,
        r.Values.TryGetValue(MetricId.MemoryPeakRss, out double bytes) ? Quantity.Bytes(bytes) : NotMeasured,
        r.Status == CaseStatus.Ok ? Number(r.Trials) : r.Status.ToString().ToLowerInvariant(),
    ];

    private static void Notes(IAnsiConsole console, RunRecord r)
    {
        string[] notes =
        [
            .. r.Reason is null ? Array.Empty<string>() : [$"{r.Status.ToString().ToLowerInvariant()}: {r.Reason}"],
            .. r.Warnings.Select(w => $"{w.Detail}; {Warnings.Advice(w.Code)}"),
            .. r.NotMeasured.Where(m => !m.Key.StartsWith("load.", StringComparison.Ordinal))
                .Select(m => $"{MetricCatalog.Get(m.Key).Title} not measured: {m.Value}"),
        ];
        if (notes.Length == 0)
            return;
        Line(console, string.Create(CultureInfo.InvariantCulture, $"{r.Case.Model}, prompt {r.Case.Prompt}, gen {r.Case.Generate}:"));
        foreach (string note in notes)
            Line(console, "  " + note);
    }

    private static string Rate(RunRecord r, string metric)
    {
        if (!r.Statistics.TryGetValue(metric, out var d))
            return NotMeasured;
        string interval = d.MedianInterval is { } i ? " ±" + Quantity.Percent(i.RelativeHalfWidth(d.Median)) : "";
        return Quantity.Short(d.Median) + interval;
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    // Plain writing: names and reasons come from files that nobody here wrote, and are no markup.
    private static void Line(IAnsiConsole console, string text) => console.Profile.Out.Writer.WriteLine(Printable.Of(text));
}
