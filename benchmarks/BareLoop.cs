using System.Globalization;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;
using InferBench.Runner.Statistics;
using InferBench.Runner.Workloads;

namespace InferBench.Benchmarks;

/// <summary>bare_loop.c, compiled with the system's C compiler: the least a program can do around ONNX Runtime.</summary>
internal sealed class BareLoop(string executable) : IDisposable
{
    /// <summary>Median prefill and decode time of one process, ns, and the hash of its tokens.</summary>
    public sealed record Outcome(double Prefill, double Decode, string TokenHash);

    /// <summary>Needs <c>cc</c>.</summary>
    public static BareLoop Compile()
    {
        string executable = Path.Combine(Path.GetTempPath(), $"inferbench-bare-loop-{Environment.ProcessId}");
        ChildProcess.Run("cc", "-O2", "-o", executable, Path.Combine(AppContext.BaseDirectory, "bare_loop.c"), "-ldl", "-lm");
        return new(executable);
    }

    /// <summary>Runs the same prompt as <c>inferbench run --seed 1</c>.</summary>
    public Outcome Run(ModelFolder model, int prompt, int generate, int threads, int warmUps, int trials)
    {
        var g = model.Geometry;
        string ids = string.Join(',', PromptTokens.Make(prompt, g.Vocabulary, seed: 1));
        var outcome = ChildProcess.Run(
            executable, OrtLibrary.Load().Path, model.GraphPath, Text(g.Layers), Text(g.KvHeads), Text(g.HeadSize), Text(g.Vocabulary),
            ids, Text(generate), Text(threads), Text(warmUps), Text(trials));
        double[][] lines = [.. outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray())];
        int[] tokens = [.. outcome.Errors.Split(' ', StringSplitOptions.TrimEntries).Select(t => int.Parse(t, CultureInfo.InvariantCulture))];
        return new(Median(lines, 0), Median(lines, 1), TokenHash.Of(tokens));
    }

    public void Dispose() => File.Delete(executable);

    private static double Median(double[][] lines, int column) =>
        Descriptive.Percentile([.. lines.Select(l => l[column]).Order()], 0.5);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
