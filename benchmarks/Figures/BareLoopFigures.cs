using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Measurement;
using InferBench.Runner.Models;
using InferBench.Runner.Records;
using InferBench.Runner.Statistics;
using InferBench.Runner.Workloads;

namespace InferBench.Figures;

/// <summary>
/// Tokens per second of the generation workload as a multiple of bare_loop.c's, trial by trial, A B B A, on one session.
/// As two processes, each with weights of its own in memory, they scattered by 9 % from pair to pair.
/// </summary>
internal static class BareLoopFigures
{
    private const int Prompt = 128;
    private const int Generate = 64;
    private const int WarmUps = 5;

    public static FigureTable Measure()
    {
        var table = new FigureTable("bare-loop");
        Measure(table, "synth:llama-110m:int4", pairs: 100);
        Measure(table, "synth:llama-110m:fp32", pairs: 60);
        return table;
    }

    private static void Measure(FigureTable table, string name, int pairs)
    {
        var folder = new ModelCache().Open(ModelReference.Parse(name));
        using var model = OrtModel.Open(OrtLibrary.Load(), folder, Environment.ProcessorCount);
        var spec = new CaseSpec { Engine = "ort", Device = "cpu", Model = name, Prompt = Prompt, Generate = Generate, Seed = 1 };
        var input = GenerationInput.Of(spec, folder.Geometry.Vocabulary);
        using var workload = new GenerationWorkload(model.CreateSession(Prompt + Generate), input, Generate, TimeProvider.System);
        var bare = BareLoop.Open(model, folder.Geometry, input.Timed, Generate);
        for (int i = 0; i < WarmUps; i++)
        {
            Ours(workload);
            bare.Run();
        }

        if (workload.OutputHash != bare.TokenHash)
            throw new InvalidOperationException($"{name}: the two loops generated different tokens");

        var prefill = new double[pairs];
        var decode = new double[pairs];
        for (int pair = 0; pair < pairs; pair++)
        {
            var first = pair % 2 == 0 ? Ours(workload) : bare.Run();
            var second = pair % 2 == 0 ? bare.Run() : Ours(workload);
            var (ours, theirs) = pair % 2 == 0 ? (first, second) : (second, first);
            prefill[pair] = theirs.Prefill / ours.Prefill;
            decode[pair] = theirs.Decode / ours.Decode;
        }

        table.Add($"prefill tokens/s of {name}, inferbench / bare loop", Ratio(prefill), "≥ 0.98");
        table.Add($"decode tokens/s of {name}, inferbench / bare loop", Ratio(decode), "≥ 0.98");
    }

    private static (double Prefill, double Decode) Ours(GenerationWorkload workload)
    {
        var samples = new SampleSet();
        workload.Prepare();
        workload.RunTrial();
        workload.Collect(samples);
        return (samples[MetricId.PrefillTime][0], samples[MetricId.DecodeTime][0]);
    }

    private static string Ratio(double[] ratios)
    {
        var interval = MedianBootstrap.Interval(ratios);
        return FigureTable.Text(
            $"{Descriptive.Describe(ratios).Median:F3} (95 % interval {interval.Low:F3} to {interval.High:F3}, {ratios.Length} pairs)");
    }
}
