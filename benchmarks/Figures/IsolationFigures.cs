using InferBench.Runner.Records;
using InferBench.Runner.Sinks;
using InferBench.Runner.Statistics;

namespace InferBench.Figures;

/// <summary>What worker processes cost: time for each group, nothing in timed spans, and the parent's memory.</summary>
internal static class IsolationFigures
{
    private const int Groups = 8;
    private const int GroupPairs = 9;
    private const int MedianPairs = 12;
    private const string Model = "synth:llama-15m:int4";

    public static FigureTable Measure()
    {
        var table = new FigureTable("isolation");
        // Thread counts of their own make groups of one model; one token and no warm-up leave little else to time.
        string[] groups = ["--model", Model, "--prompt", "1", "--gen", "1", "--warmup", "0", "--trials", "1", "--threads", string.Join(',', Enumerable.Range(1, Groups))];
        Seconds(groups);
        double[] cost = [.. Enumerable.Range(0, GroupPairs).Select(pair => InTurns(pair, () => Seconds(groups), () => Seconds([.. groups, "--in-process"])))
            .Select(p => (p.Isolated - p.InProcess) / Groups * 1000)];
        var described = Descriptive.Describe(cost);
        table.Add(
            $"a worker process, beyond the same group in one process, median (min to max) of {GroupPairs} pairs of runs of {Groups} groups",
            FigureTable.Text($"{described.Median:F0} ms ({described.Min:F0} to {described.Max:F0} ms)"),
            "≤ 150 ms a group");

        foreach (string id in (string[])[MetricId.PrefillTps, MetricId.DecodeTps])
            table.Add($"{id} of {Model} in a worker / in one process, medians of {MedianPairs} pairs of runs in turns", Ratios(id), "interval holds 1");

        long? peak = ChildProcess.RunInferbench(
            "run", "--model", Model, "--prompt", string.Join(',', Enumerable.Range(1, 500)), "--gen", "1,2", "--threads", "1,2",
            "--warmup", "0", "--trials", "1", "--quiet").PeakBytes;
        table.Add("peak memory of the parent of 2,000 cases", peak is { } bytes ? Quantity.Bytes(bytes) : "not measured", "< 100 MB (95 MiB)");
        return table;
    }

    private static string Ratios(string id)
    {
        string[] one = ["--model", Model, "--prompt", "64", "--gen", "32", "--min-time", "1", "--max-time", "3"];
        double[] ratios = [.. Enumerable.Range(0, MedianPairs).Select(pair => InTurns(pair, () => Median(id, one), () => Median(id, [.. one, "--in-process"])))
            .Select(p => p.Isolated / p.InProcess)];
        var interval = MedianBootstrap.Interval(ratios);
        return FigureTable.Text($"{Descriptive.Describe(ratios).Median:F3} (95 % interval {interval.Low:F3} to {interval.High:F3})");
    }

    private static (double Isolated, double InProcess) InTurns(int pair, Func<double> isolated, Func<double> inProcess)
    {
        if (pair % 2 == 0)
        {
            double first = isolated();
            return (first, inProcess());
        }

        double before = inProcess();
        return (isolated(), before);
    }

    private static double Median(string id, string[] arguments) => ChildProcess.Measure("run", arguments)[0].Statistics[id].Median;

    private static double Seconds(string[] arguments) => ChildProcess.RunInferbench(["run", .. arguments, "--quiet"]).Seconds;
}
