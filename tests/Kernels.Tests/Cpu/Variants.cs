namespace InferBench.Kernels.Tests.Cpu;

/// <summary>Kernels with each instruction set that they have code for and this machine has.</summary>
internal static class Variants
{
    public static TheoryData<string, InstructionSet> Of(IEnumerable<KernelInfo> kernels)
    {
        var data = new TheoryData<string, InstructionSet>();
        foreach (var kernel in kernels)
        {
            foreach (var set in kernel.Sets.Intersect(InstructionSets.Here))
                data.Add(kernel.Name, set);
        }

        return data;
    }

    /// <summary>Bytes that the last of some launches allocated on the caller's thread, the first ones compiled.</summary>
    public static long Allocated(KernelInstance instance)
    {
        for (int i = 0; i < 3; i++)
            instance.Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        instance.Run();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
