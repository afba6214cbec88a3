using InferBench.Runner.Inference.GenAi;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Measurement;
using InferBench.Runner.Models;
using InferBench.Runner.Records;
using InferBench.Runner.Statistics;
using InferBench.Runner.Workloads;

namespace InferBench.Figures;

/// <summary>
/// Tokens per second of our own loop as a multiple of onnxruntime-genai's, on one ONNX Runtime, one model and equal threads, trial
/// by trial, A B B A. Each has weights of its own, and where they come to lie decides some of the difference: both are opened anew,
/// in turns first, and the interval is of the openings' medians.
/// </summary>
internal static class GenAiFigures
{
    private const int Prompt = 128;
    private const int Generate = 64;
    private const int WarmUps = 3;

    // Threads of a session go on spinning for some 30 ms after its last run.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(50);

    public static FigureTable Measure()
    {
        var table = new FigureTable("genai");
        if (OgaLibrary.Absence() is { } absence)
        {
            table.Add("tokens/s, ort / genai", $"not measured: {absence}", "≥ 0.97");
            return table;
        }

        Measure(table, "synth:llama-110m:int4", openings: 7, pairs: 6);
        Measure(table, "synth:llama-15m:int4", openings: 7, pairs: 20);
        return table;
    }

    private static void Measure(FigureTable table, string name, int openings, int pairs)
    {
        int threads = Environment.ProcessorCount;
        var library = OgaLibrary.Load(OrtLibrary.Load());
        var folder = new ModelCache().Open(ModelReference.Parse(name));
        double[] prefill = new double[openings], decode = new double[openings];
        for (int i = 0; i < openings; i++)
        {
            var rounds = Open(library, folder, threads, pairs, genaiFirst: i % 2 == 1);
            prefill[i] = Median(rounds, r => r.Prefill);
            decode[i] = Median(rounds, r => r.Decode);
        }

        string what = FigureTable.Text($"of {name}, ort / genai {library.Version}, {threads} threads each");
        table.Add($"prefill tokens/s {what}", Ratio(prefill, pairs), "≥ 0.97");
        table.Add($"decode tokens/s {what}", Ratio(decode, pairs), "≥ 0.97");
    }

    private static (double Prefill, double Decode)[] Open(OgaLibrary library, ModelFolder folder, int threads, int pairs, bool genaiFirst)
    {
        using var early = genaiFirst ? OgaModel.Open(library, folder, threads) : null;
        using var ort = OrtModel.Open(library.Runtime, folder, threads);
        using var late = genaiFirst ? null : OgaModel.Open(library, folder, threads);
        var spec = new CaseSpec { Engine = EngineName.Ort, Device = "cpu", Model = "figure", Prompt = Prompt, Generate = Generate, Seed = 1 };
        var input = GenerationInput.Of(spec, folder.Geometry.Vocabulary);
        using var ours = new GenerationWorkload(ort.CreateSession((int)spec.Positions), input, Generate, TimeProvider.System);
        using var theirs = new GenAiWorkload((early ?? late)!.CreateGenerator((int)spec.Positions), input, Generate, TimeProvider.System);
        for (int i = 0; i < WarmUps; i++)
        {
            Trial(ours);
            Trial(theirs);
        }

        if (ours.OutputHash != theirs.OutputHash)
            throw new InvalidOperationException("the two engines generated different tokens");
        var rounds = new (double Prefill, double Decode)[pairs];
        for (int pair = 0; pair < pairs; pair++)
        {
            var first = Trial(pair % 2 == 0 ? ours : theirs);
            var second = Trial(pair % 2 == 0 ? theirs : ours);
            var (mine, other) = pair % 2 == 0 ? (first, second) : (second, first);
            rounds[pair] = (other.Prefill / mine.Prefill, other.Decode / mine.Decode);
        }

        return rounds;
    }

    private static (double Prefill, double Decode) Trial(IGenerationWorkload workload)
    {
        var samples = new SampleSet();
        Thread.Sleep(Settling);
        workload.Prepare();
        workload.RunTrial();
        workload.Collect(samples);
        return (samples[MetricId.PrefillTime][0], samples[MetricId.DecodeTime][0]);
    }

    private static double Median((double Prefill, double Decode)[] rounds, Func<(double Prefill, double Decode), double> ratio) =>
        Descriptive.Describe([.. rounds.Select(ratio)]).Median;

    private static string Ratio(double[] medians, int pairs)
    {
        var interval = MedianBootstrap.Interval(medians);
        var described = Descriptive.Describe(medians);
        return FigureTable.Text(
            $"{described.Median:F3} (95 % interval {interval.Low:F3} to {interval.High:F3}; medians of {medians.Length} openings of {pairs} pairs, {described.Min:F3} to {described.Max:F3})");
    }
}
