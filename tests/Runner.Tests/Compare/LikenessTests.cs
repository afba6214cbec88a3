using InferBench.Runner.Compare;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Compare;

public sealed class LikenessTests
{
    private static readonly RunRecord Record = TestKernels.Ok("cpu.matmul.4_simd") with { Model = TestRecords.Model("int4") };

    private static readonly CacheInfo Cache = new() { Level = 3, Kind = "Unified", Bytes = 33_554_432, Count = 1 };

    public static TheoryData<DifferenceKind, string, string?, Func<RunRecord, RunRecord>> Changes => new()
    {
        { DifferenceKind.Environment, "processor", "x", r => Machine(r, c => c with { Model = "x" }) },
        { DifferenceKind.Environment, "architecture", "x", r => Machine(r, c => c with { Architecture = "x" }) },
        { DifferenceKind.Environment, "flags that the other lacks", "amx_int8 avx2", r => Machine(r, c => c with { Flags = [.. c.Flags, "avx2", "amx_int8"] }) },
        { DifferenceKind.Environment, "logical cores", "99", r => Machine(r, c => c with { LogicalCores = 99 }) },
        { DifferenceKind.Environment, "physical cores", "99", r => Machine(r, c => c with { PhysicalCores = 99 }) },
        { DifferenceKind.Environment, "limit of cores", "1.5", r => r with { Environment = r.Environment with { CpuLimitCores = 1.5 } } },
        { DifferenceKind.Environment, "caches", "1 x L3 Unified 33554432", r => Machine(r, c => c with { Caches = [Cache] }) },
        { DifferenceKind.Environment, "governor", "x", r => Machine(r, c => c with { Governor = "x" }) },
        { DifferenceKind.Environment, "device", "x", r => r with { Device = r.Device with { Name = "x" } } },
        { DifferenceKind.Environment, "operating system", "x", r => r with { Environment = r.Environment with { Os = "x" } } },
        { DifferenceKind.Environment, "kernel", "x", r => r with { Environment = r.Environment with { Kernel = "x" } } },
        { DifferenceKind.Environment, "container", "x", r => r with { Environment = r.Environment with { Container = "x" } } },
        { DifferenceKind.Environment, ".NET runtime", "x", r => r with { Environment = r.Environment with { Dotnet = "x" } } },
        { DifferenceKind.Build, "InferBench", "x", r => r with { Environment = r.Environment with { Inferbench = "x" } } },
        { DifferenceKind.Build, "build configuration", "Debug", r => r with { Environment = r.Environment with { BuildConfiguration = "Debug" } } },
        { DifferenceKind.Engine, "engine", "x", r => r with { Engine = r.Engine! with { Name = "x" } } },
        { DifferenceKind.Engine, "engine version", "x", r => r with { Engine = r.Engine! with { Version = "x" } } },
        { DifferenceKind.Engine, "version of ONNX Runtime under the engine", "x", r => r with { Engine = r.Engine! with { RuntimeVersion = "x" } } },
        { DifferenceKind.Engine, "engine library", "x", r => r with { Engine = r.Engine! with { Library = "x" } } },
        { DifferenceKind.Engine, "engine build", "x", r => r with { Engine = r.Engine! with { BuildInfo = "x" } } },
        { DifferenceKind.Engine, "provider", "x", r => r with { Engine = r.Engine! with { Provider = "x" } } },
        { DifferenceKind.Engine, "instruction set", "x", r => r with { Kernel = r.Kernel! with { Isa = "x" } } },
        { DifferenceKind.Model, $"hash of {Record.Case.Model}", "x", r => r with { Model = r.Model! with { Hash = "x" } } },
        { DifferenceKind.Settings, "threads", "99", r => r with { Engine = r.Engine! with { Threads = 99 } } },
        { DifferenceKind.Settings, "--trials", "99", r => r with { Settings = r.Settings with { Trials = 99 } } },
        { DifferenceKind.Settings, "--warmup", "99", r => r with { Settings = r.Settings with { WarmUp = 99 } } },
        { DifferenceKind.Settings, "--min-time", "99", r => r with { Settings = r.Settings with { MinTime = 99 } } },
        { DifferenceKind.Settings, "--max-time", "99", r => r with { Settings = r.Settings with { MaxTime = 99 } } },
        { DifferenceKind.Settings, "--ci", "0.5", r => r with { Settings = r.Settings with { RelativeInterval = 0.5 } } },
        { DifferenceKind.Definitions, "version of kernel.time", "99", r => r with { Definitions = new Dictionary<string, int> { [MetricId.KernelTime] = 99 } } },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Each_difference_is_found_by_its_name(DifferenceKind kind, string what, string? found, Func<RunRecord, RunRecord> change)
    {
        var difference = Assert.Single(Likeness.Of(Record, change(Record), [MetricId.KernelTime]));

        Assert.Equal((kind, what, found, 1), (difference.Kind, difference.What, difference.New, difference.Cases));
    }

    [Fact]
    public void What_was_measured_is_no_difference() => Assert.Empty(Likeness.Of(
        Record, Record with { RunId = "other", Started = Record.Started.AddDays(1), Statistics = new Dictionary<string, Distribution>(), TokenHash = "x", Trials = 99 }, [MetricId.KernelTime]));

    private static RunRecord Machine(RunRecord r, Func<CpuInfo, CpuInfo> change) =>
        r with { Environment = r.Environment with { Cpu = change(r.Environment.Cpu) } };
}
