using System.Globalization;
using System.Text;
using InferBench.Runner.Records;

namespace InferBench.Runner.Sinks;

/// <summary>Records as one Markdown table: medians of the metrics that people compare, with unit and direction in the heading.</summary>
public static class MarkdownExport
{
    private static readonly string[] Shown = [MetricId.PrefillTps, MetricId.DecodeTps, MetricId.Ttft, MetricId.Itl, MetricId.MemoryPeakRss];

    private static readonly string[] Costs = [MetricId.CostPrompt, MetricId.CostGenerated];

    private static readonly string[] ShownOfKernels =
        [MetricId.KernelTime, MetricId.KernelFlops, MetricId.KernelBandwidth, MetricId.KernelOfCeiling, MetricId.KernelOfReference];

    private static readonly string[] ShownOfQuality = [MetricId.QualityKl, MetricId.QualityTop1, MetricId.Perplexity];

    /// <summary>
    /// Writes all cases, a row each, models and kernels in a table of their own, what is known of the models' quality, and the
    /// drift of their anchors; '-' is "not measured".
    /// </summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="records">The records.</param>
    /// <param name="withCosts">Whether to show what tokens cost; see <see cref="TokenCost"/>.</param>
    public static void Write(TextWriter writer, IEnumerable<RunRecord> records, bool withCosts = false)
    {
        Metric[] metrics = [.. Shown.Concat(withCosts ? Costs : []).Select(MetricCatalog.Get)];
        var kernels = new List<string[]>();
        var repeats = new List<RunRecord>();
        var quality = new Dictionary<(string Run, string Model, string? Options), RunRecord>();
        bool models = false;
        foreach (var r in records.Select(GradeMarks.Shown))
        {
            if (r.Anchor is not null)
            {
                repeats.Add(r);
                continue;
            }

            if (r.Case.Kernel is not null)
            {
                kernels.Add(KernelCells(r));
                continue;
            }

            if (!models)
                Head(writer, metrics);
            models = true;
            if (r.Quality?.KlMean is not null || r.Perplexity?.Value is not null)
                quality.TryAdd((r.RunId, r.Case.Model, r.Case.Options?.ToString()), r with { Samples = new Dictionary<string, SampleSeries>() });
            Row(writer,
            [
                Escaped(r.Case.Model), Escaped(r.Case.Engine), Escaped(r.Case.Device), Number(r.Case.Batch), Number(r.Case.Depth), Number(r.Case.Prompt), Number(r.Case.Generate),
                Number(r.Engine?.Threads), .. metrics.Select(m => Figure(r, m)), Number(r.Trials), Escaped(Outcome(r)),
            ]);
        }

        if (!models && kernels.Count == 0)
            Head(writer, metrics);
        if (kernels.Count > 0)
            Kernels(writer, kernels, models);
        if (quality.Count > 0)
            Quality(writer, [.. quality.Values]);
        writer.Write("\nMedians; '-' is not measured. ↑ higher is better, ↓ lower is better.\n");
        foreach (string line in QualityText.Legend([.. quality.Values]))
            writer.Write($"\n{Escaped(line)}\n");
        foreach (string line in AnchorNotes.Of(repeats))
            writer.Write($"\n{Escaped(line)}\n");
    }

    private static void Head(TextWriter writer, Metric[] metrics)
    {
        Row(writer, ["model", "engine", "device", "batch", "depth", "prompt", "gen", "threads", .. metrics.Select(Heading), "trials", "status"]);
        Row(writer, [":--", ":--", ":--", .. Enumerable.Repeat("--:", 5 + metrics.Length + 1), ":--"]);
    }

    private static void Kernels(TextWriter writer, List<string[]> rows, bool second)
    {
        Metric[] metrics = [.. ShownOfKernels.Select(MetricCatalog.Get)];
        if (second)
            writer.Write("\n");
        Row(writer, ["kernel", "shape", "threads", "isa", .. metrics.Select(Heading), "limit", "trials", "status"]);
        Row(writer, [":--", "--:", "--:", ":--", .. Enumerable.Repeat("--:", metrics.Length), ":--", "--:", ":--"]);
        foreach (var row in rows)
            Row(writer, row);
    }

    // Of a model and not of a case: a row for each.
    private static void Quality(TextWriter writer, RunRecord[] models)
    {
        Metric[] metrics = [.. ShownOfQuality.Select(MetricCatalog.Get)];
        writer.Write("\n");
        Row(writer, ["model", "options", "against", .. metrics.Select(Heading), "weights"]);
        Row(writer, [":--", ":--", ":--", .. Enumerable.Repeat("--:", metrics.Length), ":--"]);
        foreach (var r in models)
        {
            Row(writer,
            [
                Escaped(r.Case.Model), Escaped(r.Case.Options?.ToString() ?? "default"), Escaped(r.Quality?.Against ?? "-"),
                .. metrics.Select(m => Figure(r, m)), r.Perplexity?.RandomWeights == true ? "random" : "-",
            ]);
        }
    }

    private static string[] KernelCells(RunRecord r) =>
    [
        Escaped(r.Case.Kernel!), Escaped(r.Case.Shape ?? "-"), Number(r.Engine?.Threads), Escaped(r.Kernel?.Isa ?? r.Case.Isa ?? "-"),
        .. ShownOfKernels.Select(id => Figure(r, MetricCatalog.Get(id))), r.Roof?.Limit is { } limit ? Escaped(limit) : "-", Number(r.Trials), Escaped(Outcome(r)),
    ];

    /// <summary>A text that is shown as it is: no markup, no second line, no further cell.</summary>
    internal static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        foreach (char c in Printable.Of(text))
        {
            if (c is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '|' or '~' or '&')
                escaped.Append('\\');
            escaped.Append(c);
        }

        return escaped.ToString();
    }

    private static string Heading(Metric m) => $"{m.Title} [{m.Unit}] {(m.Direction == MetricDirection.HigherIsBetter ? '↑' : '↓')}";

    private static string Figure(RunRecord r, Metric m)
    {
        double? value = m.IsSingle
            ? m.Single(r)
            : r.Statistics.TryGetValue(m.Id, out var d) ? d.Median : null;
        return value?.ToString(Math.Abs(value.Value) < 1e4 ? "G5" : "F0", CultureInfo.InvariantCulture) ?? "-";
    }

    private static string Outcome(RunRecord r)
    {
        string status = Ending.Of(r);
        return r.Reason is not null ? $"{status}: {r.Reason}"
            : GradeMarks.ReasonsOf(r) is null ? status
            : $"{status}, {GradeMarks.InWords(r)}";
    }

    private static string Number(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "-";

    private static void Row(TextWriter writer, IEnumerable<string> cells) => writer.Write("| " + string.Join(" | ", cells) + " |\n");
}
