using InferBench.Kernels.Cpu;
using InferBench.Kernels.Cpu.MatVec;

namespace InferBench.Kernels.Tests.Cpu.MatVec;

public sealed class MatVecTests : IDisposable
{
    private const int Threads = 3;

    private readonly WorkerPool pool = new(Threads);

    public static TheoryData<string, InstructionSet> Kernels { get; } = Variants.Of(MatVecLadder.All);

    public static TheoryData<string> Names { get; } = [.. MatVecLadder.All.Select(kernel => kernel.Name)];

    public void Dispose() => pool.Dispose();

    private static KernelInfo Kernel(string name) => MatVecLadder.All.Single(kernel => kernel.Name == name);

    private KernelInstance Create(string name, InstructionSet set, KernelShape shape, long rotateBytes = 0) =>
        Kernel(name).Create(new(shape, set, pool, rotateBytes));

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Products_are_within_the_bound_of_float64(string name, InstructionSet set)
    {
        var random = new Random(name.Length * 10 + (int)set);
        int[] sizes = [1, 2, 31, 32, 33, 63, 65, 97, 127, 128, 160, 257, .. Enumerable.Range(0, 12).Select(_ => random.Next(1, 700))];
        foreach (int k in sizes)
        {
            using var instance = Create(name, set, new(sizes[random.Next(sizes.Length)], k));
            instance.Fill((ulong)random.NextInt64());
            instance.Poison();
            instance.Run();
            Assert.InRange(instance.WorstError(), 0, 1);
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void What_was_not_written_is_found(string name, InstructionSet set)
    {
        using var instance = Create(name, set, new(37, 70));
        instance.Fill(1);
        instance.Run();
        instance.Poison();

        Assert.Equal(double.NaN, instance.WorstError());
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void A_result_of_other_inputs_is_wrong(string name, InstructionSet set)
    {
        using var instance = Create(name, set, new(37, 70));
        instance.Fill(1);
        instance.Run();
        instance.Fill(2);

        Assert.True(instance.WorstError() > 1);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Every_copy_of_the_weights_gives_the_same_product(string name, InstructionSet set)
    {
        KernelShape shape = new(48, 65);
        long weights = Kernel(name).Work(shape).Bytes - (48 + 65) * sizeof(float);
        using var instance = Create(name, set, shape, 2 * weights + 1);
        Assert.Equal(3 * weights + (48 + 65) * sizeof(float), instance.WorkingSet);

        instance.Fill(3);
        for (int launch = 0; launch < 4; launch++)
        {
            instance.Poison();
            instance.Run();
            Assert.InRange(instance.WorstError(), 0, 1);
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void A_launch_allocates_nothing(string name, InstructionSet set)
    {
        using var instance = Create(name, set, new(40, 100));
        instance.Fill(4);

        Assert.Equal(0, Variants.Allocated(instance, pool));
    }

    [Fact]
    public void One_thread_and_fewer_rows_than_threads_work()
    {
        using var alone = new WorkerPool(1);
        var kernel = Kernel("cpu.matvec.int4.3_all_cores");
        using var instance = kernel.Create(new(new(33, 96), Variants.Richest(kernel), alone));
        instance.Fill(5);
        instance.Run();

        Assert.InRange(instance.WorstError(), 0, 1);
    }

    [Theory]
    [InlineData("fp32", 2L * 5 * 33, 4L * 5 * 33 + 4 * (5 + 33))]
    [InlineData("int8", 2L * 5 * 33, 5L * 2 * (32 + 4) + 4 * (5 + 33))]
    [InlineData("int4", 2L * 5 * 33, 5L * 2 * (16 + 4) + 4 * (5 + 33))]
    public void Work_formulas(string type, long flops, long bytes)
    {
        foreach (var kernel in MatVecLadder.All.Where(kernel => kernel.Ladder == $"matvec.{type}"))
            Assert.Equal(new(flops, bytes), kernel.Work(new(5, 33)));
    }
}
