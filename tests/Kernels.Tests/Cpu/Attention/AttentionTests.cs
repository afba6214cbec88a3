using InferBench.Kernels.Cpu;
using InferBench.Kernels.Cpu.Attention;

namespace InferBench.Kernels.Tests.Cpu.Attention;

public sealed class AttentionTests
{
    public static TheoryData<string, InstructionSet> Kernels => Variants.Of(AttentionLadder.All);

    private static KernelInfo Find(string name) => AttentionLadder.All.Single(kernel => kernel.Name == name);

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Is_right_for_any_shape(string name, InstructionSet set)
    {
        var random = new Random(6);
        using var pool = new WorkerPool(3);
        int[] edges = [1, 2, 15, 16, 17, 31, 61, 64, 65, 127, 128, 129, 193];
        for (int i = 0; i < 24; i++)
        {
            int length = i < edges.Length ? edges[i] : random.Next(1, 200);
            // A decode kernel cuts what is longer than 256.
            if (i % 2 == 0 && Find(name).Ladder == "attention_decode")
                length = length * 17 + 1;
            int kvHeads = random.Next(1, 3), group = i % 8 + 1;
            var shape = new KernelShape(length, kvHeads * group, kvHeads, i % 3 == 0 ? 128 : 64);
            using var instance = Find(name).Create(new(shape, set, pool));
            Variants.RequireRight(instance, (ulong)i, shape);
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Launches_one_after_another_are_right_and_allocate_nothing(string name, InstructionSet set)
    {
        using var pool = new WorkerPool(2);
        using var instance = Find(name).Create(new(new(70, 6, 2, 64), set, pool));
        instance.Fill(1);

        Assert.Equal(0, Variants.Allocated(instance, pool));
        Assert.InRange(instance.WorstError(), 0, 1);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Launches_go_round_copies_of_the_caches(string name, InstructionSet set)
    {
        using var pool = new WorkerPool(2);
        var shape = new KernelShape(16, 4, 2, 64);
        const long cache = 2 * 2 * 16 * 64 * sizeof(float);
        using var one = Find(name).Create(new(shape, set, pool));
        using var three = Find(name).Create(new(shape, set, pool, RotateBytes: 2 * cache + 1));

        Assert.Equal(one.WorkingSet + 2 * cache, three.WorkingSet);
        three.Fill(3);
        for (int launch = 0; launch < 4; launch++)
        {
            three.Poison();
            three.Run();
            Assert.InRange(three.WorstError(), 0, 1);
        }
    }

    [Fact]
    public void Heads_and_head_sizes_that_do_not_fit_are_refused()
    {
        Assert.Equal("6 heads are not a multiple of 4 kv heads", AttentionSizes.Refusal(new(8, 6, 4, 64)));
        Assert.Equal("head size 96 is neither 64 nor 128", AttentionSizes.Refusal(new(8, 8, 4, 96)));
        Assert.Null(AttentionSizes.Refusal(new(8, 8, 4, 128)));
        Assert.All(AttentionLadder.All, kernel => Assert.NotNull(kernel.Refusal(new(8, 6, 4, 64))));
        Assert.All(AttentionLadder.All, kernel => Assert.Null(kernel.Refusal(kernel.Addresses)));
    }

    [Fact]
    public void Work_of_prefill_is_the_causal_half()
    {
        // 3 tokens see 1 + 2 + 3 keys, each 64 products for the score and 64 for the value, in each of 4 heads.
        var work = AttentionSizes.Prefill(new(3, 4, 2, 64)).Work;

        Assert.Equal(6 * (64 + 64) * 2 * 4, work.Flops);
        Assert.Equal((3 * 4 * 64 + 2 * 3 * 2 * 64 + 3 * 4 * 64) * 4, work.Bytes);
    }

    [Fact]
    public void Work_of_decode_is_one_query_over_the_depth()
    {
        var work = AttentionSizes.Decode(new(5, 4, 2, 64)).Work;

        Assert.Equal(5 * (64 + 64) * 2 * 4, work.Flops);
        Assert.Equal((4 * 64 + 2 * 5 * 2 * 64 + 4 * 64) * 4, work.Bytes);
    }
}
