using System.Globalization;
using InferBench.Runner.Records;

namespace InferBench.Runner.Sinks;

/// <summary>A column of a flat export.</summary>
/// <param name="Name">Heading.</param>
/// <param name="Text">A record's text, or null where there is none; it may come from strangers.</param>
/// <param name="Number">A record's number, or null where there is none.</param>
internal sealed record ExportColumn(string Name, Func<RunRecord, string?>? Text, Func<RunRecord, double?>? Number);

/// <summary>Every column of a flat export, in order: the same for any records, so that files can be joined.</summary>
internal static class ExportColumns
{
    public static IReadOnlyList<ExportColumn> All { get; } = [.. About(), .. MetricCatalog.All.SelectMany(Figures)];

    private static IEnumerable<ExportColumn> About() =>
    [
        Text("run_id", r => r.RunId),
        Text("case_id", r => r.CaseId),
        Number("order_index", r => r.OrderIndex),
        Text("started", r => r.Started.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        Text("status", r => r.Status.ToString().ToLowerInvariant()),
        Text("reason", r => r.Reason),
        Text("absent", r => r.Absent),
        Text("engine", r => r.Case.Engine),
        Text("engine_version", r => r.Engine?.Version),
        Text("provider", r => r.Engine?.Provider),
        Text("device", r => r.Case.Device),
        Text("device_name", r => r.Device.Name),
        Text("model", r => r.Case.Model),
        Text("precision", r => r.Model?.Precision),
        Number("parameters", r => r.Model?.Parameters),
        Number("model_bytes", r => r.Model?.Bytes),
        Text("model_hash", r => r.Model?.Hash),
        Text("kv", r => r.Engine?.Kv),
        Number("batch", r => r.Case.Batch),
        Number("prompt", r => r.Case.Prompt),
        Number("generate", r => r.Case.Generate),
        Number("depth", r => r.Case.Depth),
        Number("threads", r => r.Engine?.Threads),
        Text("sample", r => r.Case.Sample?.ToString()),
        Text("options", r => r.Case.Options?.ToString()),
        Text("shape", r => r.Case.Shape),
        Text("isa", r => r.Kernel?.Isa ?? r.Case.Isa),
        Text("limit", r => r.Roof?.Limit),
        Number("seed", r => r.Case.Seed),
        Number("trials", r => r.Trials),
        Text("cpu", r => r.Environment.Cpu.Model),
        Number("logical_cores", r => r.Environment.Cpu.LogicalCores),
        Text("os", r => r.Environment.Os),
        Text("dotnet", r => r.Environment.Dotnet),
        Text("inferbench", r => r.Environment.Inferbench),
        Text("build", r => r.Environment.BuildConfiguration),
        Text("token_hash", r => r.TokenHash),
        Text("warnings", r => r.Warnings.Count == 0 ? null : string.Join("; ", r.Warnings.Select(w => w.Detail))),
        Number("anchor", r => r.Anchor?.Number),
        Text("grade", GradeMarks.VerdictOf),
        Text("grade_reasons", GradeMarks.ReasonsOf),
        Text("quality_against", r => r.Quality?.Against),
        Text("quality_ids", r => r.Quality?.Ids),
        Number("quality_positions", r => r.Quality?.Positions),
        Text("quality_absent", r => r.Quality?.NotApplicable is { } none ? "n/a: " + none : r.Quality?.NotMeasured),
        Text("perplexity_ids_sha256", r => r.Perplexity?.Sha256),
        Number("perplexity_tokens", r => r.Perplexity?.Tokens),
        Text("perplexity_weights", r => r.Perplexity?.RandomWeights == true ? "random" : null),
        Text("perplexity_absent", r => r.Perplexity?.NotMeasured),
        Text("not_observed", r => r.Grade is { NotObserved.Count: > 0 } grade ? string.Join(", ", grade.NotObserved) : null),
        Number("nodes", r => r.Placement?.Providers?.Values.Sum(p => p.Nodes)),
        Number("nodes_elsewhere", r => r.Placement?.Elsewhere?.Values.Sum()),
        Number("device_copies", r => r.Placement?.Copies),
    ];

    // The direction stands with the unit: a spreadsheet has no other place for it.
    private static IEnumerable<ExportColumn> Figures(Metric metric)
    {
        string unit = $" [{metric.Unit}, {(metric.Direction == MetricDirection.HigherIsBetter ? "higher" : "lower")} is better]";
        if (metric.IsSingle)
            return [Number(metric.Id + unit, metric.Single)];
        return
        [
            Of(".median" + unit, d => d.Median),
            Of(".median_low", d => d.MedianInterval?.Low),
            Of(".median_high", d => d.MedianInterval?.High),
            Of(".mean", d => d.Mean),
            Of(".stddev", d => d.StandardDeviation),
            Of(".p95", d => d.P95),
            Of(".count", d => d.Count),
        ];

        ExportColumn Of(string suffix, Func<Distribution, double?> number) =>
            Number(metric.Id + suffix, r => r.Statistics.TryGetValue(metric.Id, out var d) ? number(d) : null);
    }

    private static ExportColumn Text(string name, Func<RunRecord, string?> text) => new(name, text, null);

    private static ExportColumn Number(string name, Func<RunRecord, double?> number) => new(name, null, number);
}
