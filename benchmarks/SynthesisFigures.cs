using InferBench.Runner.Sinks;

namespace InferBench.Benchmarks;

/// <summary>Making models: memory must not grow with the model.</summary>
internal static class SynthesisFigures
{
    public static FigureTable Measure()
    {
        var table = new FigureTable("synthesis");
        foreach (var (preset, precision) in (ReadOnlySpan<(string, string)>)[("llama-110m", "fp32"), ("tinyllama-1.1b", "int4"), ("tinyllama-1.1b", "fp32")])
        {
            string folder = Path.Combine(Path.GetTempPath(), $"inferbench-synthesis-{Environment.ProcessId}");
            try
            {
                var outcome = ChildProcess.Run(
                    ChildProcess.Inferbench, "model", "synth", preset, "--precision", precision, "--out", folder, "--quiet");
                long bytes = new DirectoryInfo(folder).EnumerateFiles().Sum(f => f.Length);
                table.Add(
                    $"peak memory while making {preset} {precision} ({Quantity.Bytes(bytes)} in {outcome.Seconds:F1} s)",
                    outcome.PeakBytes is { } peak ? Quantity.Bytes(peak) : "not measured",
                    "< 300 MB (286 MiB)");
            }
            finally
            {
                if (Directory.Exists(folder))
                    Directory.Delete(folder, recursive: true);
            }
        }

        return table;
    }
}
