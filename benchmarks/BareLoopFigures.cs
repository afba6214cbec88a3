using System.Globalization;
using InferBench.Runner.Records;
using InferBench.Runner.Statistics;

namespace InferBench.Benchmarks;

/// <summary>
/// Tokens per second of <c>inferbench run</c> as a multiple of bare_loop.c's, interleaved A B B A in one run. Both are
/// processes of their own: two sessions in one process would fight over the processors with their spinning threads.
/// </summary>
internal static class BareLoopFigures
{
    private const int Rounds = 16;
    private const int Prompt = 128;
    private const int Generate = 64;
    private const int Trials = 5;

    public static FigureTable Measure()
    {
        var table = new FigureTable("bare-loop");
        using var yardstick = BareLoop.Compile();
        foreach (string precision in (string[])["int4", "fp32"])
        {
            string model = $"synth:llama-110m:{precision}";
            var prefill = new List<double>();
            var decode = new List<double>();
            for (int round = 0; round < Rounds; round++)
            {
                (double Prefill, double Decode) ours = default, bare = default;
                if (round % 2 == 0)
                    ours = Ours(model);
                bare = yardstick.Run(model, Prompt, Generate, Environment.ProcessorCount, Trials);
                if (round % 2 == 1)
                    ours = Ours(model);
                prefill.Add(bare.Prefill / ours.Prefill);
                decode.Add(bare.Decode / ours.Decode);
            }

            table.Add($"prefill tokens/s, {model}, inferbench / bare loop", Ratio(prefill), "≥ 0.98");
            table.Add($"decode tokens/s, {model}, inferbench / bare loop", Ratio(decode), "≥ 0.98");
        }

        return table;
    }

    private static (double Prefill, double Decode) Ours(string model)
    {
        var record = InferbenchProcess.Measure(
            "--model", model, "--prompt", $"{Prompt}", "--gen", $"{Generate}",
            "--threads", $"{Environment.ProcessorCount}", "--warmup", "3", "--trials", $"{Trials}")[0];
        return (record.Statistics[MetricId.PrefillTime].Median * 1e9, record.Statistics[MetricId.DecodeTime].Median * 1e9);
    }

    private static string Ratio(List<double> ratios)
    {
        var d = Descriptive.Describe([.. ratios]);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{d.Median:F3} (95 % interval {d.MedianInterval!.Low:F3} to {d.MedianInterval.High:F3}, {d.Count} pairs)");
    }
}
