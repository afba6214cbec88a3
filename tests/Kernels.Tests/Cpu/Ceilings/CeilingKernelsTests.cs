using InferBench.Kernels.Cpu;
using InferBench.Kernels.Cpu.Ceilings;

namespace InferBench.Kernels.Tests.Cpu.Ceilings;

public sealed class CeilingKernelsTests
{
    public static TheoryData<string, InstructionSet> Here => Variants.Of(CeilingKernels.All);

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Here))]
    public void Every_set_gives_the_right_values_for_any_number_of_threads(string name, InstructionSet set)
    {
        var kernel = CeilingKernels.All.Single(k => k.Name == name);
        foreach (int threads in new[] { 1, 2, 3 })
        {
            using var pool = new WorkerPool(threads);
            foreach (int size in new[] { 1, 2, 3, 7, 101, 5000 })
            {
                using var instance = kernel.Create(new(new(size), set, pool));
                instance.Fill((ulong)size);
                instance.Poison();
                Assert.False(instance.WorstError() <= 1, $"{name} {set} of {size}: what was not written passes");
                instance.Run();
                Assert.InRange(instance.WorstError(), 0, 1);
                instance.Run();
                Assert.InRange(instance.WorstError(), 0, 1);
            }
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Here))]
    public void The_check_knows_the_inputs(string name, InstructionSet set)
    {
        using var pool = new WorkerPool(1);
        using var instance = CeilingKernels.All.Single(k => k.Name == name).Create(new(new(5), set, pool));
        instance.Fill(1);
        instance.Run();
        instance.Fill(2);

        Assert.False(instance.WorstError() <= 1);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Here))]
    public void A_launch_allocates_nothing(string name, InstructionSet set)
    {
        using var pool = new WorkerPool(2);
        using var instance = CeilingKernels.All.Single(k => k.Name == name).Create(new(new(64), set, pool));

        Assert.Equal(0, Variants.Allocated(instance, pool));
    }

    [Fact]
    public void Work_formulas()
    {
        Assert.Equal(new KernelWork(0, 1L << 30), SimdRead.Info.Work(new(1 << 20)));
        Assert.Equal(new KernelWork(0, 3L << 30), SimdRead.Info.Work(new(3 << 20)));
        Assert.Equal(new KernelWork(0, 24L * 1024 * 43691), SimdRead.Info.Work(new(24)));
        Assert.Equal(new KernelWork(2 * 192 * 5, 0), SimdFma.Info.Work(new(5)));
        Assert.Equal(new KernelWork(2 * 768 * 5, 0), SimdDot.Info.Work(new(5)));
    }

    [Fact]
    public void A_working_set_is_all_of_its_bytes()
    {
        using var pool = new WorkerPool(3);
        using var instance = SimdRead.Info.Create(new(new(1001), Variants.Richest(SimdRead.Info), pool));

        Assert.Equal(1001 * 1024, instance.WorkingSet);
        Assert.Equal(1001 * 1024, SimdRead.Info.Footprint(new(1001)));
    }

    [Theory]
    [InlineData(10, 3, new long[] { 3, 3, 4 })]
    [InlineData(2, 4, new long[] { 0, 1, 0, 1 })]
    public void Threads_share_all_pieces(long pieces, int threads, long[] parts) =>
        Assert.Equal(parts, Enumerable.Range(0, threads).Select(thread => Split.Part(pieces, thread, threads)));
}
