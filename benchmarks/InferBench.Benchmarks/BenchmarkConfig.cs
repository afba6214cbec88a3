using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace InferBench.Benchmarks;

/// <summary>
/// How every benchmark here is run, whatever job is asked for. In this process: a process of its own for each would first
/// restore and build a generated project, and what matters of it, the JIT's settings, stands in this project's file.
/// </summary>
public sealed class BenchmarkConfig : ManualConfig
{
    private const int ParameterWidth = 60;

    // The slowest step of a ladder takes seconds a launch, and the default job asks for up to a hundred of them.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public BenchmarkConfig()
    {
        Add(DefaultConfig.Instance);
        AddDiagnoser(MemoryDiagnoser.Default);
        AddJob(Job.Default.WithToolchain(new InProcessEmitToolchain(Longest, logOutput: true)).AsMutator());
        WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(ParameterWidth));
    }
}
