using System.Globalization;
using InferBench.Runner.Records;
using Spectre.Console;

namespace InferBench.Runner.Sinks;

/// <summary>Records of kernels as tables a person reads, one for each ladder.</summary>
public static class KernelTable
{
    private const string NotMeasured = "-";

    /// <summary>Writes the tables and, below them, what the signs mean and every warning with its advice.</summary>
    public static void Write(IAnsiConsole console, IEnumerable<RunRecord> records)
    {
        RunRecord[] given = [.. LateReasons.Mark([.. records]).Select(GradeMarks.Shown)];
        foreach (var ladder in KernelRows.ByLadder(given))
            WriteLadder(console, ladder.Key, [.. ladder]);
        PlainTable.Line(console, "Medians; ± is half the 95 % interval of the median. '-' is not measured, or says nothing of that kernel.");
        if (given.Any(r => r.Roof is not null))
            PlainTable.Line(console, "Of ceiling: of what this run's peak and read bandwidth, at the kernel's working set and threads, allow; limit: the one that binds.");
        if (given.Any(r => r.Reference is not null))
            PlainTable.Line(console, "Of library: of the speed of the fastest library at the same shape and threads in this run.");
        if (given.Any(r => KernelRows.FastestOnCpu(r, given) is not null))
            PlainTable.Line(console, "Of cpu: how many times as fast as the fastest of our kernels on the processor at the same shape in this run.");
        if (given.Any(r => r.Kernel?.Launches is not null))
            PlainTable.Line(console, "Regs: registers of a thread; shared: shared memory of a block; occ.: share of a multiprocessor's warps that can be there at once, by the driver; of several launches the most, and the least occupancy.");
        foreach (string line in GradeMarks.Legend(given))
            PlainTable.Line(console, line);
        foreach (string note in ResultNotes.Of(given))
            PlainTable.Line(console, note);
    }

    private static void WriteLadder(IAnsiConsole console, string ladder, RunRecord[] rows)
    {
        List<ResultColumn> columns = [.. Columns(ladder, rows)];
        var heading = new List<string> { ladder };
        // What all rows share stands above them once.
        foreach (var column in columns.Where(c => c.InHeading is not null && c.Cells.Length > 1 && c.Common is not null).ToArray())
        {
            heading.Add(column.InHeading!(column.Common!));
            columns.Remove(column);
        }

        if (!KernelLadder.IsCeiling(ladder) && rows.DistinctBy(r => r.Case.Shape).Count() == 1)
            heading.Insert(1, rows[0].Case.Shape ?? NotMeasured);
        PlainTable.Line(console, string.Join(", ", heading));
        var table = PlainTable.New(columns.Select(column => (column.Title, column.IsNumber)));
        bool several = !KernelLadder.IsCeiling(ladder) && rows.DistinctBy(r => r.Case.Shape).Count() > 1;
        for (int row = 0; row < rows.Length; row++)
        {
            if (several && (row == 0 || rows[row].Case.Shape != rows[row - 1].Case.Shape))
                PlainTable.Row(table, (rows[row].Case.Shape ?? NotMeasured) + ":");
            PlainTable.Row(table, columns.Select(column => column.Cells[row]));
        }

        Terminal.Wide(console).Write(table);
    }

    private static IEnumerable<ResultColumn> Columns(string ladder, RunRecord[] rows)
    {
        bool ceiling = KernelLadder.IsCeiling(ladder);
        yield return Column("step", false, KernelRows.StepName);
        if (rows.Any(r => r.Case.Device != "cpu"))
            yield return Column("device", false, r => r.Case.Device, device => device);
        if (ceiling)
            yield return Column("shape", true, r => r.Case.Shape ?? NotMeasured);
        if (ceiling)
            yield return Column("working\nset", true, r => Value(r, MetricId.KernelWorkingSet, bytes => Quantity.Bytes(bytes)));
        yield return Column("thr.", true, r => r.Engine?.Threads.ToString(CultureInfo.InvariantCulture) ?? NotMeasured, threads => $"threads {threads}");
        yield return Column("isa", false, r => r.Kernel?.Isa ?? r.Case.Isa ?? NotMeasured, isa => isa);
        yield return Column("time", true, Time);
        yield return Column("GFLOP/s", true, r => Median(r, MetricId.KernelFlops));
        yield return Column("GB/s", true, r => Median(r, MetricId.KernelBandwidth));
        foreach (var column in GpuColumns(rows))
            yield return column;
        if (ceiling)
            yield break;
        if (rows.Any(r => KernelRows.FastestOnCpu(r, rows) is not null))
            yield return Column("of\ncpu", true, SpeedUp);
        yield return Column("of\nceiling", true, r => Value(r, MetricId.KernelOfCeiling, Quantity.Percent));
        yield return Column("of\nlibrary", true, r => Value(r, MetricId.KernelOfReference, Quantity.Percent));
        yield return Column("limit", false, r => r.Roof?.Limit ?? NotMeasured);

        string SpeedUp(RunRecord r) => r.Statistics.TryGetValue(MetricId.KernelTime, out var d) && d.Median > 0 && KernelRows.FastestOnCpu(r, rows) is { } cpu
            ? Quantity.Short(KernelRows.Time(cpu) / KernelRows.Time(r)) + "x"
            : NotMeasured;

        ResultColumn Column(string title, bool isNumber, Func<RunRecord, string> cell, Func<string, string>? inHeading = null) =>
            new(title, isNumber, [.. rows.Select(cell)], inHeading);
    }

    private static IEnumerable<ResultColumn> GpuColumns(RunRecord[] rows)
    {
        if (rows.All(r => r.Kernel?.Launches is null))
            yield break;
        yield return Column("regs", l => Quantity.Count(l.Max(x => x.Registers)));
        yield return Column("shared", l => Quantity.Bytes(l.Max(x => x.SharedBytes)));
        if (rows.Any(r => r.Kernel?.Launches?.Any(l => l.SpilledBytes > 0) == true))
            yield return Column("spilled", l => Quantity.Bytes(l.Max(x => x.SpilledBytes)));
        yield return Column("occ.", l => Quantity.Percent(l.Min(x => x.DriverOccupancy)));

        ResultColumn Column(string title, Func<IReadOnlyList<KernelLaunchFacts>, string> cell) =>
            new(title, true, [.. rows.Select(r => r.Kernel?.Launches is { Count: > 0 } launches ? cell(launches) : NotMeasured)]);
    }

    private static string Time(RunRecord r)
    {
        if (GradeMarks.Instead(r) is { } reason)
            return reason;
        if (!r.Statistics.TryGetValue(MetricId.KernelTime, out var d))
            return r.Status == CaseStatus.Ok ? NotMeasured : r.Status.ToString().ToLowerInvariant();
        return Quantity.Span(d.Median) + (d.MedianInterval?.RelativeHalfWidth(d.Median) is { } half and < ResultColumns.MostShown ? " ±" + Short(half) : "") + GradeMarks.Of(r);
    }

    // A decimal more of a wide interval would cost a column of the screen.
    private static string Short(double share) => share < 0.0995 ? Quantity.Percent(share) : (share * 100).ToString("N0", CultureInfo.InvariantCulture) + "%";

    private static string Median(RunRecord r, string metric) =>
        r.Statistics.TryGetValue(metric, out var d) ? Quantity.Short(d.Median / 1e9) : NotMeasured;

    private static string Value(RunRecord r, string metric, Func<double, string> text) =>
        r.Values.TryGetValue(metric, out double value) ? text(value) : NotMeasured;
}
