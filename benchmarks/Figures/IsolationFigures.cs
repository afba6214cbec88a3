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
        // An option that means nothing to one thread makes groups of one model; one token and no warm-up leave little else to time.
        string[] groups =
        [
            "--model", Model, "--prompt", "1", "--gen", "1", "--warmup", "0", "--trials", "1", "--threads", "1",
            "--option", $"session.dynamic_block_base={string.Join(',', Enumerable.Range(1, Groups))}",
        ];
        Seconds(groups);
        double[] cost = [.. Pairs("time for each group", GroupPairs, () => Seconds(groups), () => Seconds([.. groups, "--in-process"]))
            .Select(p => (p.Isolated - p.InProcess) / Groups * 1000)];
        var described = Descriptive.Describe(cost);
        table.Add(
            $"a worker process, beyond the same group in one process, median (min to max) of {GroupPairs} pairs of runs of {Groups} groups",
            FigureTable.Text($"{described.Median:F0} ms ({described.Min:F0} to {described.Max:F0} ms)"),
            "≤ 150 ms a group");

        string[] one = ["--model", Model, "--prompt", "64", "--gen", "32", "--min-time", "1", "--max-time", "3"];
        var pairs = Pairs("medians of a case", MedianPairs, () => Statistics(one), () => Statistics([.. one, "--in-process"])).ToArray();
        foreach (string id in (string[])[MetricId.PrefillTps, MetricId.DecodeTps])
        {
            table.Add(
                $"{id} of {Model} in a worker / in one process, median of {MedianPairs} pairs of runs in turns",
                Ratio([.. pairs.Select(p => p.Isolated[id].Median / p.InProcess[id].Median)]),
                "interval holds 1");
        }

        // Short cases, for it is their number that fills the parent's memory.
        Console.Error.WriteLine("isolation: memory of the parent of 2,000 cases");
        long? peak = ChildProcess.RunInferbench(
            "run", "--model", Model, "--prompt", "1..50+1", "--gen", "1..20+1", "--threads", "1,2",
            "--warmup", "0", "--trials", "1", "--quiet").PeakBytes;
        table.Add("peak memory of the parent of 2,000 cases", peak is { } bytes ? Quantity.Bytes(bytes) : "not measured", "< 100 MB (95 MiB)");
        return table;
    }

    private static string Ratio(double[] ratios)
    {
        var interval = MedianBootstrap.Interval(ratios);
        var described = Descriptive.Describe(ratios);
        return FigureTable.Text($"{described.Median:F3} (95 % interval {interval.Low:F3} to {interval.High:F3}; pairs {described.Min:F3} to {described.Max:F3})");
    }

    private static IEnumerable<(T Isolated, T InProcess)> Pairs<T>(string what, int count, Func<T> isolated, Func<T> inProcess)
    {
        for (int pair = 0; pair < count; pair++)
        {
            Console.Error.WriteLine(FigureTable.Text($"isolation: {what}, pair {pair + 1} of {count}"));
            if (pair % 2 == 0)
            {
                var first = isolated();
                yield return (first, inProcess());
            }
            else
            {
                var before = inProcess();
                yield return (isolated(), before);
            }
        }
    }

    private static IReadOnlyDictionary<string, Distribution> Statistics(string[] arguments) => ChildProcess.Measure("run", arguments)[0].Statistics;

    private static double Seconds(string[] arguments) => ChildProcess.RunInferbench(["run", .. arguments, "--quiet"]).Seconds;
}
