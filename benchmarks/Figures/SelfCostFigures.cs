using InferBench.Runner.Records;

namespace InferBench.Figures;

/// <summary>What the tool itself costs inside timed spans, by its own account in every record.</summary>
internal static class SelfCostFigures
{
    public static FigureTable Measure()
    {
        var table = new FigureTable("self-cost");
        foreach (string model in (string[])["synth:llama-15m:int4", "synth:llama-110m:int4"])
        {
            var record = ChildProcess.Measure("run", "--model", model, "--prompt", "128", "--gen", "64", "--max-time", "20")[0];
            var loop = record.Statistics[MetricId.SelfNsPerToken];
            var argmax = record.Statistics[MetricId.SelfArgmaxNs];
            table.Add($"time outside engine and argmax, {model}, median (p95) of {loop.Count} trials", FigureTable.Text($"{loop.Median:N0} ns ({loop.P95:N0} ns) a token"), "≤ 5,000 ns");
            table.Add($"argmax over 32,000, {model}, median (p95)", FigureTable.Text($"{argmax.Median:N0} ns ({argmax.P95:N0} ns)"), "≤ 15,000 ns");
            table.Add(
                $"allocated, collections in timed spans, {model}",
                FigureTable.Text($"{record.Values[MetricId.SelfAllocated]:N0} bytes, {record.Values[MetricId.SelfGc]:N0}"),
                "0 bytes, 0");
        }

        return table;
    }
}
