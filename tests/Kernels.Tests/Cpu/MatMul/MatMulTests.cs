using InferBench.Kernels.Cpu;
using InferBench.Kernels.Cpu.MatMul;

namespace InferBench.Kernels.Tests.Cpu.MatMul;

public sealed class MatMulTests
{
    public static TheoryData<string, InstructionSet> Here => Variants.Of(MatMulLadder.All);

    [Theory]
    [MemberData(nameof(Here))]
    public void Is_right_for_every_tail_and_leaves_what_is_between_rows(string kernel, InstructionSet set)
    {
        using var pool = new WorkerPool(3);
        var random = new Random(6);
        int[] primes = [2, 3, 5, 7, 13, 17, 31, 37, 61, 67, 97, 131, 257];
        int Size() => random.Next(4) switch { 0 => 1, 1 => primes[random.Next(primes.Length)], 2 => 16 * random.Next(1, 9), _ => random.Next(1, 150) };
        for (int i = 0; i < 60; i++)
        {
            using var matrices = new StridedMatrices(Size(), Size(), Size(), random);

            matrices.Compute(kernel, set, pool);

            Assert.True(matrices.Error() <= 1, $"{matrices}: {matrices.Error()}");
            Assert.True(matrices.GapsAreUntouched(), $"{matrices}: written between rows");
        }
    }

    [Theory]
    [MemberData(nameof(Here))]
    public void Is_right_beyond_one_block_in_every_direction(string kernel, InstructionSet set)
    {
        using var pool = new WorkerPool(2);
        var random = new Random(7);
        foreach (var (m, n, k) in ((int, int, int)[])[(1, 3, 1999), (2, 4099, 301), (1201, 5, 67), (331, 270, 641)])
        {
            using var matrices = new StridedMatrices(m, n, k, random);

            matrices.Compute(kernel, set, pool);

            Assert.True(matrices.Error() <= 1, $"{matrices}: {matrices.Error()}");
        }
    }

    [Theory]
    [MemberData(nameof(Here))]
    public void An_instance_goes_round_copies_of_its_weights_and_checks_the_last(string kernel, InstructionSet set)
    {
        using var pool = new WorkerPool(2);
        var info = MatMulLadder.All.Single(info => info.Name == kernel);
        using var instance = info.Create(new(new(33, 18, 20), set, pool, RotateBytes: 4001));

        Assert.Equal(4 * (33 * 20 + 3 * 20 * 18 + 33 * 18), instance.WorkingSet);
        instance.Fill(5);
        instance.Run();
        for (int launch = 0; launch < 4; launch++)
        {
            instance.Poison();
            Assert.Equal(double.NaN, instance.WorstError());
            instance.Run();
            Assert.InRange(instance.WorstError(), 0, 1);
        }

        Assert.Equal(0, Variants.Allocated(instance, pool));
    }

    [Fact]
    public void Threads_that_claim_rows_together_take_each_once()
    {
        // Two blocks of k: rows that are taken twice are added twice.
        using var pool = new WorkerPool(4);
        var info = AllCoresMatMul.Info;
        using var instance = info.Create(new(new(1200, 8, 2000), Variants.Richest(info), pool));
        instance.Fill(6);
        for (int launch = 0; launch < 30; launch++)
        {
            instance.Poison();
            instance.Run();
            Assert.InRange(instance.WorstError(), 0, 1);
        }
    }

    [Theory]
    [InlineData(InstructionSet.Scalar)]
    [InlineData(InstructionSet.AvxVnni)]
    public void A_vector_kernel_refuses_a_set_it_is_not_written_in(InstructionSet set)
    {
        using var pool = new WorkerPool(1);
        foreach (var kernel in MatMulLadder.All.Skip(3))
        {
            var error = Assert.Throws<ArgumentException>(() => kernel.Create(new(new(1, 1, 1), set, pool)));
            Assert.Equal($"found set {set.Name()}, allowed are avx2 and avx512", error.Message);
        }
    }

    [Fact]
    public void Work_of_a_problem_counted_by_hand() => Assert.Equal(
        new KernelWork(2L * 128 * 2048 * 5632, 4L * (128L * 5632 + 5632L * 2048 + 128L * 2048)), MatMulWork.Of(128, 2048, 5632));

    [Fact]
    public void Work_of_two_by_three_by_four_counted_product_by_product()
    {
        long operations = 0;
        var elements = new HashSet<(char, int, int)>();
        for (int i = 0; i < 2; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                for (int p = 0; p < 4; p++)
                {
                    operations += 2;
                    elements.UnionWith([('a', i, p), ('b', p, j), ('c', i, j)]);
                }
            }
        }

        foreach (var kernel in MatMulLadder.All)
        {
            Assert.Equal(new(operations, elements.Count * sizeof(float)), kernel.Work(new(2, 3, 4)));
            Assert.Equal(elements.Count * sizeof(float), kernel.Footprint(new(2, 3, 4)));
        }
    }
}
