using System.Diagnostics;
using System.Numerics.Tensors;
using InferBench.Runner.Devices;
using InferBench.Runner.Sinks;

namespace InferBench.Benchmarks;

/// <summary>What the figures below it were taken on.</summary>
internal static class Machine
{
    private const int Rounds = 7;
    private const int LeastElements = 1 << 28;

    private static readonly string[] Telling =
        ["avx2", "fma", "avx512f", "avx512_vnni", "avx512_bf16", "avx_vnni", "amx_int8", "amx_bf16", "asimd", "asimddp", "i8mm", "sve", "hypervisor"];

    public static void Write(TextWriter writer)
    {
        var e = new EnvironmentProbe().Read();
        writer.WriteLine(FigureTable.Text($"- {e.Cpu.Model}, {e.Cpu.LogicalCores} logical and {e.Cpu.PhysicalCores} physical cores; flags: {string.Join(' ', e.Cpu.Flags.Intersect(Telling))}"));
        writer.WriteLine($"- caches: {string.Join(", ", e.Cpu.Caches.Select(c => $"L{c.Level} {c.Kind} {c.Count} x {Quantity.Bytes(c.Bytes)}"))}");
        writer.WriteLine(FigureTable.Text($"- memory read by all cores at once, best of {Rounds}: {ReadBandwidth(e.Cpu.Caches.Select(c => c.Bytes).DefaultIfEmpty().Max()) / 1e9:F1} GB/s; multiply-add peak: not measured"));
        writer.WriteLine($"- {e.Os}, {e.Dotnet}, InferBench {e.Inferbench}, {TimeProvider.System.GetUtcNow():yyyy-MM-dd}");
        writer.WriteLine();
    }

    // At least 1 GiB and twice the last cache, so that nothing is found in a cache.
    private static double ReadBandwidth(long cacheBytes)
    {
        int cores = Environment.ProcessorCount;
        int each = (int)(Math.Max(LeastElements, cacheBytes * 2 / sizeof(float)) / cores);
        float[][] parts = [.. Enumerable.Range(0, cores).Select(_ => new float[each])];
        Parallel.ForEach(parts, part => Array.Fill(part, 1f));
        double best = 0;
        for (int round = 0; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            Parallel.ForEach(parts, part => TensorPrimitives.Sum(part));
            best = Math.Max(best, (double)cores * each * sizeof(float) / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }
}
