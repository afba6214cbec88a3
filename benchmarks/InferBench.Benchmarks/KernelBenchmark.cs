using BenchmarkDotNet.Attributes;
using InferBench.Kernels;
using InferBench.Kernels.Cpu;
using InferBench.Runner.Devices;
using InferBench.Runner.Plan;
using InferBench.Runner.Workloads;

namespace InferBench.Benchmarks;

/// <summary>
/// One launch of each kernel of some ladders, with the richest instructions and the threads that <c>inferbench kernels</c>
/// takes too; kernels of decode get their operands from memory, as there.
/// </summary>
public abstract class KernelBenchmark
{
    private KernelInstance? instance;
    private WorkerPool? pool;

    /// <summary>What is launched.</summary>
    [ParamsSource(nameof(Kernels))]
    public KernelAtSize Kernel { get; set; } = null!;

    /// <summary>The kernels of these ladders.</summary>
    public abstract IEnumerable<KernelAtSize> Kernels { get; }

    /// <exception cref="InvalidDataException">The results are wrong: then nothing is timed.</exception>
    [GlobalSetup]
    public void Open()
    {
        var machine = new EnvironmentProbe().Read();
        var kernel = Kernel.Kernel;
        long rotate = kernel.Rotates ? KernelRotation.Bytes(machine.Cpu, AvailableMemory.Read(new HostTree("/"))) : 0;
        pool = PoolOf(kernel.IsParallel ? AutoThreads.Choose(machine) : 1);
        instance = kernel.Create(new(Kernel.Shape, kernel.SetsHere[^1], pool, rotate));
        using var workload = KernelWorkload.Start(instance, seed: 1, TimeProvider.System);
    }

    [Benchmark]
    public void Launch() => instance!.Run();

    [GlobalCleanup]
    public void Close()
    {
        instance?.Dispose();
        pool?.Dispose();
    }

    private static WorkerPool PoolOf(int threads) => new(threads);
}

/// <summary>C = A B.</summary>
public class MatMul : KernelBenchmark
{
    public override IEnumerable<KernelAtSize> Kernels => KernelAtSize.Of("matmul");
}

/// <summary>y = W x with weights of each type, as decode needs it.</summary>
public class MatVec : KernelBenchmark
{
    public override IEnumerable<KernelAtSize> Kernels => KernelAtSize.Of("matvec");
}

/// <summary>Attention of a prompt and of one new token.</summary>
public class Attention : KernelBenchmark
{
    public override IEnumerable<KernelAtSize> Kernels => KernelAtSize.Of("attention", "attention_decode");
}

/// <summary>What stands between the large kernels of a layer.</summary>
public class Layers : KernelBenchmark
{
    public override IEnumerable<KernelAtSize> Kernels => KernelAtSize.Of("rmsnorm", "rope", "silu_gate");
}

/// <summary>The limits of the machine.</summary>
public class Ceilings : KernelBenchmark
{
    public override IEnumerable<KernelAtSize> Kernels => KernelAtSize.Of("ceiling");
}
