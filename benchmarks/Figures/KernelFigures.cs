using InferBench.Kernels;
using InferBench.Runner.Devices;
using InferBench.Runner.Plan;
using InferBench.Runner.Workloads.References;

namespace InferBench.Figures;

/// <summary>Our kernels beside the machine's limits, libraries and each other, in turns.</summary>
internal sealed class KernelFigures
{
    private const double Budget = 4, StepBudget = 2;
    private const int BytesPerKibibyte = 1024;

    private readonly FigureTable table;
    private readonly int threads;
    private readonly long rotateBytes;

    private KernelFigures(string command)
    {
        table = new(command);
        var machine = new EnvironmentProbe().Read();
        threads = AutoThreads.Choose(machine);
        rotateBytes = KernelRotation.Bytes(machine.Cpu, AvailableMemory.Read(new HostTree("/")));
    }

    /// <summary>What the set consists of.</summary>
    public static string[] Parts { get; } = ["matmul", "matvec", "attention", "steps", "benchmarkdotnet"];

    /// <param name="parts">Some of <see cref="Parts"/>.</param>
    public static FigureTable Measure(params string[] parts)
    {
        var figures = new KernelFigures(parts.Length == Parts.Length ? "kernels" : $"kernels {string.Join(' ', parts)}");
        if (parts.Contains("matmul"))
            figures.MatMul();
        if (parts.Contains("matvec"))
            figures.MatVec();
        if (parts.Contains("attention"))
            figures.Attention();
        if (parts.Contains("steps"))
            figures.Steps();
        if (parts.Contains("benchmarkdotnet"))
            BenchmarkAgreement.Measure(figures.table);
        return figures.table;
    }

    /// <summary>The last step of a ladder.</summary>
    /// <param name="isParallel">Of those that use several threads, or of the others.</param>
    public static KernelInfo Last(string ladder, bool isParallel) => KernelCatalog.All.Last(k => k.Ladder == ladder && k.IsParallel == isParallel);

    private void MatMul()
    {
        KernelShape cube = new(1024, 1024, 1024);
        var fma = KernelCatalog.All.First(k => k.Ladder == "ceiling.fma");
        Versus("≥ 0.70", "one thread, of the multiply-add peak", Last("matmul", false), cube, 1, fma, fma.Addresses);
        Versus("", $"{threads} threads, of the multiply-add peak", Last("matmul", true), cube, threads, fma, fma.Addresses);
        foreach (var shape in (KernelShape[])[cube, new(2048, 2048, 2048)])
        {
            VersusLibrary("≥ 0.80", Last("matmul", true), shape, "openblas.matmul");
            VersusLibrary("", Last("matmul", true), shape, "ort.matmul");
        }
    }

    private void MatVec()
    {
        foreach (var shape in (KernelShape[])[new(4096, 4096), new(2048, 5632), new(5632, 2048)])
        {
            foreach (var kernel in KernelCatalog.All.Where(k => k.Ladder == "matvec.int4" && k.IsParallel))
            {
                OfBandwidth("≥ 0.80", kernel, shape);
                VersusLibrary("≥ 1.2", kernel, shape, "ort.matvec.int4");
            }
        }
    }

    private void Attention()
    {
        VersusLibrary("≥ 1.5", Last("attention", true), new(1024, 32, 8, 64), "ort.attention");
        KernelShape deep = new(4096, 32, 8, 64);
        OfBandwidth("≥ 0.70", Last("attention_decode", true), deep);
        VersusLibrary("", Last("attention_decode", true), deep, "ort.attention_decode");
    }

    private void Steps()
    {
        foreach (var (before, after) in KernelCatalog.All.Zip(KernelCatalog.All.Skip(1)).Where(pair => pair.First.Ladder == pair.Second.Ladder))
            Step(before, after);
    }

    private void Step(KernelInfo before, KernelInfo after)
    {
        if (!HasCode(before) || !HasCode(after))
        {
            table.Add($"{after.Name} / {before.Name}", "not measured: this processor has none of their instruction sets", "> 1");
            return;
        }

        using var ours = Contender.Of(after, after.Addresses, threads, Rotation(after));
        using var theirs = Contender.Of(before, after.Addresses, threads, Rotation(after));
        table.Add($"{after.Name} / {before.Name} at {after.Addresses}", Contest.Run(StepBudget, ours, theirs).Flops(0, 1), "> 1");
    }

    private void Versus(string goal, string what, KernelInfo kernel, KernelShape shape, int threads, KernelInfo ceiling, KernelShape ceilingShape)
    {
        using var ours = Contender.Of(kernel, shape, threads);
        using var limit = Contender.Of(ceiling, ceilingShape, threads);
        table.Add($"{kernel.Name} at {shape}, {what}", Contest.Run(Budget, ours, limit).Flops(0, 1), goal);
    }

    private void OfBandwidth(string goal, KernelInfo kernel, KernelShape shape)
    {
        var read = KernelCatalog.All.First(k => k.Ladder == "ceiling.read");
        using var ours = Contender.Of(kernel, shape, threads, rotateBytes);
        using var limit = Contender.Of(read, new((int)(ours.WorkingSet / BytesPerKibibyte)), threads);
        table.Add(
            FigureTable.Text($"{kernel.Name} at {shape}, {threads} threads, of the read bandwidth at {ours.WorkingSet / (double)(1 << 20):F0} MiB"),
            Contest.Run(Budget, ours, limit).Bytes(0, 1),
            goal);
    }

    private void VersusLibrary(string goal, KernelInfo kernel, KernelShape shape, string name)
    {
        var library = KernelReferences.All.First(r => r.Name == name);
        string figure = $"{kernel.Name} / {name} at {shape}, {threads} threads";
        if (library.Absent() is { } absent)
        {
            table.Add(figure, $"not measured: {absent}", goal);
            return;
        }

        long rotate = Rotation(kernel);
        using var theirs = Contender.Of(library, shape, threads, kernel.Work(shape), rotate);
        using var ours = Contender.Of(kernel, shape, threads, rotate);
        var engine = library.Engine(threads);
        table.Add($"{figure} ({engine.Name} {engine.Version}{Core(engine.BuildInfo)})", Contest.Run(Budget, ours, theirs).Flops(0, 1), goal);
    }

    // OpenBLAS says for which processor's code it decided.
    private static string Core(string? buildInfo) =>
        buildInfo?.Split("; core ") is [_, var core] ? $" running as {core}" : "";

    private static bool HasCode(KernelInfo kernel) => kernel.SetsHere.Count > 0;

    private long Rotation(KernelInfo kernel) => kernel.Rotates ? rotateBytes : 0;
}
