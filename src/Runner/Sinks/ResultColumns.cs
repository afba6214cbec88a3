using System.Globalization;
using InferBench.Runner.Records;

namespace InferBench.Runner.Sinks;

/// <summary>A column of the result table with its cells.</summary>
/// <param name="Title">Heading; lines of it are separated by line feeds.</param>
/// <param name="IsNumber">Whether cells stand to the right.</param>
/// <param name="Cells">[rows] text.</param>
/// <param name="InHeading">A value in words, where it may stand above the table once instead of in every row.</param>
internal sealed record ResultColumn(string Title, bool IsNumber, string[] Cells, Func<string, string>? InHeading = null)
{
    /// <summary>Characters that the borders add to a column.</summary>
    public const int Border = 3;

    /// <summary>Characters with borders, but for the last.</summary>
    public int Width => Cells.Select(Printable.Of).Concat(Title.Split('\n')).Max(text => text.Length) + Border;

    /// <summary>The value of all rows that have one; null where there are several, or none.</summary>
    public string? Common => Cells.Where(cell => cell != ResultColumns.NotMeasured).Distinct().ToArray() is [var only] ? only : null;
}

/// <summary>The columns that records need; every number comes from the record, but for ratios of two medians.</summary>
internal static class ResultColumns
{
    public const string NotMeasured = "-";

    /// <summary>From here on the width of an interval, as a fraction, is of a stranger's file and tells nothing.</summary>
    public const double MostShown = 1e6;

    public static IEnumerable<ResultColumn> Of(IReadOnlyList<RunRecord> rows, SpeedUps speedUps, DeviceSpeedUps overCpu, LimitNotes limits)
    {
        yield return Text("model", r => r.Case.Model, value => value);
        if (rows.Any(r => r.Case.Engine != "ort"))
            yield return Text("engine", r => r.Case.Engine, value => $"engine {value}");
        if (rows.Any(r => r.Case.Device != "cpu"))
            yield return Text("device", r => r.Case.Device, value => value);
        if (rows.Any(r => r.Case.Batch != 1))
            yield return Shared("batch", r => Number(r.Case.Batch), value => $"batch {value}");
        if (rows.Any(r => r.Case.Depth != 0))
            yield return Shared("depth", r => Number(r.Case.Depth), value => $"depth {value}");
        yield return Shared("prompt\n+ gen", r => $"{Number(r.Case.Prompt)} + {Number(r.Case.Generate)}", value => $"prompt + gen {value}");
        yield return Shared("threads", r => r.Engine is null ? NotMeasured : Number(r.Engine.Threads), value => $"threads {value}");
        if (rows.Any(r => r.Case.Options is not null))
            yield return Text("options", r => r.Case.Options?.ToString() ?? "default", value => value);
        if (rows.Any(r => r.Case.Sample is not null))
            yield return Text("sampler", r => r.Case.Sample?.ToString() ?? "greedy", value => $"sampled with {value}");
        yield return Figure("prefill\ntok/s", r => Rate(r, MetricId.PrefillTps));
        yield return Figure("decode\ntok/s", r => Rate(r, MetricId.DecodeTps));
        if (speedUps.Any)
            yield return Figure("speed-up", r => speedUps.Of(r) ?? NotMeasured);
        if (overCpu.Any)
            yield return Figure("over CPU", r => overCpu.Of(r) ?? NotMeasured);
        yield return Figure("TTFT\nms", r => r.Statistics.TryGetValue(MetricId.Ttft, out var ttft) ? Quantity.Milliseconds(ttft.Median) : NotMeasured);
        yield return Figure("ITL p50 / p95\nms", r => r.Statistics.TryGetValue(MetricId.Itl, out var itl)
            ? $"{Quantity.Milliseconds(itl.Median)} / {Quantity.Milliseconds(itl.P95)}"
            : NotMeasured);
        if (rows.Any(r => r.Values.ContainsKey(MetricId.Mbu) || r.Values.ContainsKey(MetricId.Mfu)))
            yield return Figure("MBU / MFU", r => Pair(limits.Cell(r, MetricId.Mbu), limits.Cell(r, MetricId.Mfu)));
        if (rows.Any(r => r.Values.ContainsKey(MetricId.CostPrompt) || r.Values.ContainsKey(MetricId.CostGenerated)))
            yield return Figure("cost / Mtok\nprompt / gen", r => Pair(Cost(r, MetricId.CostPrompt), Cost(r, MetricId.CostGenerated)));
        if (rows.Any(r => r.Quality?.KlMean is not null))
            yield return Figure("KL mean\ntop-1", QualityText.Quality);
        if (rows.Any(r => r.Perplexity?.Value is not null))
            yield return Figure("perplexity", QualityText.Perplexity);
        if (rows.Any(r => r.Values.ContainsKey(MetricId.EnergyPerToken)))
            yield return Figure("energy\nJ/token", r => r.Values.TryGetValue(MetricId.EnergyPerToken, out double joules) ? joules.ToString("G3", CultureInfo.InvariantCulture) : NotMeasured);
        if (new ColdStart(rows) is { Any: true } coldStart)
            yield return Figure("cold start\nms", r => coldStart.Of(r) ?? NotMeasured);
        yield return Figure("peak\nmemory", r => r.Values.TryGetValue(MetricId.MemoryPeakRss, out double bytes) ? Quantity.Bytes(bytes) : NotMeasured);
        yield return Figure("trials", r => r.Status == CaseStatus.Ok ? Number(r.Trials) : r.Absent is null ? Ending.Of(r) : NotMeasured);

        ResultColumn Text(string title, Func<RunRecord, string> cell, Func<string, string> inHeading) =>
            new(title, false, [.. rows.Select(cell)], inHeading);
        ResultColumn Shared(string title, Func<RunRecord, string> cell, Func<string, string> inHeading) =>
            new(title, true, [.. rows.Select(cell)], inHeading);
        ResultColumn Figure(string title, Func<RunRecord, string> cell) => new(title, true, [.. rows.Select(cell)]);
    }

    private static string Rate(RunRecord r, string metric)
    {
        if (r.Absent is not null)
            return Ending.Of(r);
        if (GradeMarks.Instead(r) is { } reason)
            return reason;
        if (!r.Statistics.TryGetValue(metric, out var d))
            return NotMeasured;
        string interval = d.MedianInterval?.RelativeHalfWidth(d.Median) is { } half and < MostShown ? " ±" + Quantity.Percent(half) : "";
        return Quantity.Short(d.Median) + interval + GradeMarks.Of(r);
    }

    private static string Pair(string? first, string? second) =>
        first is null && second is null ? NotMeasured : $"{first ?? NotMeasured} / {second ?? NotMeasured}";

    private static string? Cost(RunRecord r, string id) =>
        r.Values.TryGetValue(id, out double cost) ? cost.ToString("G3", CultureInfo.InvariantCulture) : null;

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
