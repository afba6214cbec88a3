using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using InferBench.Benchmarks;
using InferBench.Kernels;
using InferBench.Runner.Records;
using InferBench.Runner.Statistics;

namespace InferBench.Figures;

/// <summary>The same kernel by BenchmarkDotNet and by <c>inferbench kernels</c>, in turns.</summary>
internal static class BenchmarkAgreement
{
    private const int Rounds = 5;

    public static void Measure(FigureTable table)
    {
        var kernel = KernelFigures.Last("matmul", isParallel: false);
        var pairs = Enumerable.Range(0, Rounds).Select(_ => (Theirs: ByBenchmarkDotNet(kernel), Ours: ByInferbench(kernel))).ToArray();
        var ratios = Descriptive.Describe([.. pairs.Select(p => p.Theirs / p.Ours)]);
        table.Add(
            $"time of {kernel.Name} at {kernel.Addresses}, BenchmarkDotNet / `inferbench kernels`, medians of runs in turns",
            FigureTable.Text($"{ratios.Median:F3} ({ratios.Min:F3} to {ratios.Max:F3} in {Rounds} rounds; {Milliseconds(pairs.Select(p => p.Theirs))} / {Milliseconds(pairs.Select(p => p.Ours))} ms)"),
            "1 within the rounds' range");
    }

    private static double ByBenchmarkDotNet(KernelInfo kernel)
    {
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.ShortRun.WithToolchain(new InProcessEmitToolchain(logOutput: false)))
            .AddLogger(NullLogger.Instance)
            .AddFilter(new SimpleFilter(benchmark => ((KernelAtSize)benchmark.Parameters[nameof(KernelBenchmark.Kernel)]).Kernel == kernel));
        var report = BenchmarkRunner.Run<MatMul>(config).Reports.Single();
        return report.ResultStatistics!.Median / 1e9;
    }

    private static double ByInferbench(KernelInfo kernel) => ChildProcess.Measure(
        "kernels", "--kernel", kernel.Name, "--shape", kernel.Addresses.ToString(), "--no-ceilings", "--no-references", "--max-time", "2")[0]
        .Statistics[MetricId.KernelTime].Median;

    private static string Milliseconds(IEnumerable<double> seconds) => FigureTable.Text($"{Descriptive.Describe([.. seconds]).Median * 1e3:F2}");
}
