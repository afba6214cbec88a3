using System.Globalization;
using InferBench.Kernels;
using InferBench.Runner.Devices;
using InferBench.Runner.Sinks;

namespace InferBench.Figures;

/// <summary>What the figures below it were taken on.</summary>
internal static class Machine
{
    private const int Rounds = 7;

    private static readonly string[] Telling =
        ["avx2", "fma", "avx512f", "avx512_vnni", "avx512_bf16", "avx_vnni", "amx_int8", "amx_bf16", "asimd", "asimddp", "i8mm", "sve", "hypervisor"];

    public static void Write(TextWriter writer)
    {
        var e = new EnvironmentProbe().Read();
        writer.WriteLine(FigureTable.Text($"- {e.Cpu.Model}, {e.Cpu.LogicalCores} logical and {e.Cpu.PhysicalCores} physical cores; flags: {string.Join(' ', e.Cpu.Flags.Intersect(Telling))}"));
        writer.WriteLine($"- caches: {string.Join(", ", e.Cpu.Caches.Select(c => $"L{c.Level} {c.Kind} {c.Count} x {Quantity.Bytes(c.Bytes)}"))}");
        int threads = AutoThreads.Choose(e);
        writer.WriteLine(FigureTable.Text($"- memory read by all cores at once, best of {Rounds}: {Best("ceiling.read", threads, w => w.Bytes, "F1")} GB/s"));
        writer.WriteLine(FigureTable.Text($"- float32 multiply-adds on 1 and {threads} threads: {Flops("ceiling.fma", 1)} and {Flops("ceiling.fma", threads)} GFLOP/s; byte dot products: {Flops("ceiling.dot", 1)} and {Flops("ceiling.dot", threads)} GOP/s"));
        writer.WriteLine($"- {e.Os}, {e.Dotnet}, InferBench {e.Inferbench}, {TimeProvider.System.GetUtcNow():yyyy-MM-dd}");
        writer.WriteLine();
    }

    private static string Flops(string ladder, int threads) => Best(ladder, threads, w => w.Flops, "F0");

    // The highest rate of several slices: a ceiling is what was reached at all.
    private static string Best(string ladder, int threads, Func<KernelWork, long> work, string format)
    {
        var kernel = KernelCatalog.All.First(k => k.Ladder == ladder);
        if (kernel.SetsHere.Count == 0)
            return "(not measured: no instruction set)";
        using var contender = Contender.Of(kernel, kernel.Addresses, threads);
        return (Enumerable.Range(0, Rounds).Max(_ => work(contender.Work) / contender.Time()) / 1e9).ToString(format, CultureInfo.InvariantCulture);
    }
}
