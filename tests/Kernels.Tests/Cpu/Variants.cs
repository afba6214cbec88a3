using InferBench.Kernels.Cpu;

namespace InferBench.Kernels.Tests.Cpu;

/// <summary>Kernels with each instruction set that they have code for and this machine has.</summary>
internal static class Variants
{
    public static TheoryData<string, InstructionSet> Of(IEnumerable<KernelInfo> kernels)
    {
        var data = new TheoryData<string, InstructionSet>();
        foreach (var kernel in kernels)
        {
            foreach (var set in kernel.SetsHere)
                data.Add(kernel.Name, set);
        }

        return data;
    }

    /// <summary>The richest set of this processor that a kernel has code for; skips the test where there is none.</summary>
    public static InstructionSet Richest(KernelInfo kernel)
    {
        Assert.SkipWhen(kernel.SetsHere.Count == 0, $"this processor has none of the instruction sets of {kernel.Name}");
        return kernel.SetsHere[^1];
    }

    /// <summary>Fails unless a launch on these inputs writes every output, and writes it right.</summary>
    public static void RequireRight(KernelInstance instance, ulong seed, KernelShape shape)
    {
        instance.Fill(seed);
        instance.Poison();
        Assert.True(double.IsNaN(instance.WorstError()));

        instance.Run();

        Assert.True(instance.WorstError() <= 1, $"{shape}: {instance.WorstError()}");
    }

    /// <summary>Bytes that ten launches allocated on the threads of a pool, the caller's among them, after the first ones compiled.</summary>
    public static long Allocated(KernelInstance instance, WorkerPool pool)
    {
        for (int i = 0; i < 3; i++)
            instance.Run();
        return Least(() => Once(instance, pool));
    }

    /// <summary>Bytes that the calling thread allocates in some work.</summary>
    public static long Allocated(Action work) => Least(() =>
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    });

    // A collection that another test causes counts the rest of a thread's allocation buffer as allocated: what a launch
    // itself allocates, it allocates every time.
    private static long Least(Func<long> measure)
    {
        long least = measure();
        for (int again = 0; again < 20 && least > 0; again++)
            least = Math.Min(least, measure());
        return least;
    }

    private static long Once(KernelInstance instance, WorkerPool pool)
    {
        var bytes = new long[pool.Count];
        Action<int> before = thread => bytes[thread] -= GC.GetAllocatedBytesForCurrentThread();
        Action<int> after = thread => bytes[thread] += GC.GetAllocatedBytesForCurrentThread();
        pool.Run(before);
        for (int i = 0; i < 10; i++)
            instance.Run();
        pool.Run(after);
        return bytes.Sum();
    }
}
