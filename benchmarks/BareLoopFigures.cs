using InferBench.Runner.Models;
using InferBench.Runner.Records;
using InferBench.Runner.Statistics;

namespace InferBench.Benchmarks;

/// <summary>
/// Tokens per second of <c>inferbench run</c> as a multiple of bare_loop.c's, interleaved A B B A in one run. Both are
/// processes of their own: two sessions in one process would fight over the processors with their spinning threads.
/// </summary>
internal static class BareLoopFigures
{
    private const int Rounds = 30;
    private const int Prompt = 128;
    private const int Generate = 64;
    private const int WarmUps = 3;
    private const int Trials = 5;

    private static readonly int Threads = Environment.ProcessorCount;

    public static FigureTable Measure()
    {
        var table = new FigureTable("bare-loop");
        using var yardstick = BareLoop.Compile();
        foreach (string precision in (string[])["int4", "fp32"])
        {
            string model = $"synth:llama-110m:{precision}";
            var folder = new ModelCache().Open(ModelReference.Parse(model));
            var prefill = new List<double>();
            var decode = new List<double>();
            for (int round = 0; round < Rounds; round++)
            {
                var (ours, bare) = Pair(oursFirst: round % 2 == 0, () => Ours(model), () => yardstick.Run(folder, Prompt, Generate, Threads, WarmUps, Trials));
                if (ours.TokenHash != bare.TokenHash)
                    throw new InvalidOperationException($"{model}: the two loops generated different tokens");
                prefill.Add(bare.Prefill / ours.Prefill);
                decode.Add(bare.Decode / ours.Decode);
            }

            table.Add($"prefill tokens/s of {model}, inferbench / bare loop", Ratio(prefill), "≥ 0.98");
            table.Add($"decode tokens/s of {model}, inferbench / bare loop", Ratio(decode), "≥ 0.98");
        }

        return table;
    }

    private static (T Ours, T Bare) Pair<T>(bool oursFirst, Func<T> runOurs, Func<T> runBare)
    {
        if (oursFirst)
            return (runOurs(), runBare());
        var bare = runBare();
        return (runOurs(), bare);
    }

    private static BareLoop.Outcome Ours(string model)
    {
        var record = ChildProcess.Measure(
            "--model", model, "--prompt", $"{Prompt}", "--gen", $"{Generate}",
            "--threads", $"{Threads}", "--warmup", $"{WarmUps}", "--trials", $"{Trials}")[0];
        return new(record.Statistics[MetricId.PrefillTime].Median * 1e9, record.Statistics[MetricId.DecodeTime].Median * 1e9, record.TokenHash!);
    }

    private static string Ratio(List<double> ratios)
    {
        double[] values = [.. ratios];
        var interval = MedianBootstrap.Interval(values);
        return FigureTable.Text(
            $"{Descriptive.Describe(values).Median:F3} (95 % interval {interval.Low:F3} to {interval.High:F3}, {values.Length} pairs)");
    }
}
