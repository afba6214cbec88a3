using System.Diagnostics;
using System.Runtime.CompilerServices;
using InferBench.Kernels;
using InferBench.Kernels.Cpu;
using InferBench.Runner.Workloads;
using InferBench.Runner.Workloads.References;

namespace InferBench.Figures;

/// <summary>One side of a comparison: a kernel or a library with its operands in memory, its results checked.</summary>
internal sealed class Contender : IDisposable
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(30);

    private readonly KernelInstance instance;
    private readonly WorkerPool? pool;
    private readonly int launches;

    private Contender(string name, KernelInstance instance, WorkerPool? pool, KernelWork work)
    {
        (this.instance, this.pool, Name, Work) = (instance, pool, name, work);
        using var checkedFirst = KernelWorkload.Start(instance, seed: 1, TimeProvider.System);
        launches = Math.Max(1, (int)(Slice.TotalSeconds / Time(checkedFirst.Launches)));
    }

    public string Name { get; }

    /// <summary>What one launch has to do.</summary>
    public KernelWork Work { get; }

    /// <summary>Bytes that launches go round through.</summary>
    public long WorkingSet => instance.WorkingSet;

    /// <summary>A kernel with the richest instructions of this processor.</summary>
    public static Contender Of(KernelInfo kernel, KernelShape shape, int threads, long rotateBytes = 0)
    {
        var pool = new WorkerPool(kernel.IsParallel ? threads : 1);
        var instance = kernel.Create(new(shape, kernel.SetsHere[^1], pool, rotateBytes));
        return new(kernel.Name, instance, pool, kernel.Work(shape));
    }

    /// <summary>A library that is not absent.</summary>
    /// <param name="work">What a launch has to do, as its ladder counts it.</param>
    public static Contender Of(KernelReference library, KernelShape shape, int threads, KernelWork work, long rotateBytes = 0) =>
        new(library.Name, library.Create(new(shape, threads, rotateBytes)), null, work);

    /// <summary>Seconds of a launch, the mean of a slice of them.</summary>
    public double Time()
    {
        if (launches > 1)
            instance.Run();
        return Time(launches);
    }

    public void Dispose()
    {
        instance.Dispose();
        pool?.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Time(int count)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
            instance.Run();
        return Stopwatch.GetElapsedTime(start).TotalSeconds / count;
    }
}
