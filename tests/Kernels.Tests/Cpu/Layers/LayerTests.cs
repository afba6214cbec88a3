using InferBench.Kernels.Cpu;
using InferBench.Kernels.Cpu.Layers;

namespace InferBench.Kernels.Tests.Cpu.Layers;

public sealed class LayerTests
{
    public static TheoryData<string, InstructionSet> Kernels => Variants.Of(LayerKernels.All);

    private static KernelInfo Find(string name) => LayerKernels.All.Single(kernel => kernel.Name == name);

    private static KernelShape Shape(string ladder, int tokens, int size) =>
        ladder == "rope" ? new(tokens, size % 5 + 1, (size % 8 + 1) * 32) : new(tokens, size);

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Is_right_for_any_shape(string name, InstructionSet set)
    {
        var random = new Random(7);
        using var pool = new WorkerPool(1);
        int[] edges = [1, 2, 7, 8, 15, 16, 17, 63, 64, 65, 127, 4099];
        for (int i = 0; i < 40; i++)
        {
            var shape = Shape(Find(name).Ladder, random.Next(1, 20), i < edges.Length ? edges[i] : random.Next(1, 1000));
            using var instance = Find(name).Create(new(shape, set, pool));
            Variants.RequireRight(instance, (ulong)i, shape);
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Launches_go_round_copies_and_allocate_nothing(string name, InstructionSet set)
    {
        using var pool = new WorkerPool(1);
        var shape = Shape(Find(name).Ladder, 4, 64);
        using var one = Find(name).Create(new(shape, set, pool));
        using var three = Find(name).Create(new(shape, set, pool, RotateBytes: 2 * one.WorkingSet + 1));

        Assert.Equal(Find(name).Footprint(shape), one.WorkingSet);
        Assert.Equal(3 * one.WorkingSet, three.WorkingSet);
        three.Fill(3);
        Assert.Equal(0, Variants.Allocated(three, pool));
        for (int launch = 0; launch < 4; launch++)
        {
            three.Poison();
            three.Run();
            Assert.InRange(three.WorstError(), 0, 1);
        }
    }

    [Fact]
    public void Work_formulas()
    {
        Assert.Equal(new(2 * 3 * (2 + 2), (3 * 2 + 3 + 3 * 2) * 4), Find("cpu.rmsnorm.1_scalar").Work(new(2, 3)));
        Assert.Equal(new(2 * 3 * 4, 3 * 6 * 4), Find("cpu.silu_gate.1_scalar").Work(new(2, 3)));
        // 2 tokens, 3 heads, 16 pairs: four multiplications and two additions each; tables of 16 cosines and sines a token.
        Assert.Equal(new(2 * 3 * 16 * 6, (2 * 2 * 3 * 32 + 2 * 16 * 2) * 4), Find("cpu.rope.1_scalar").Work(new(2, 3, 32)));
    }

    [Fact]
    public void More_elements_than_an_operand_holds_are_refused()
    {
        Assert.All(LayerKernels.All, kernel => Assert.Equal("4294967296 elements are more than 2147483647", kernel.Refusal(kernel.Sizes.Count == 2 ? new(65536, 65536) : new(65536, 1024, 64))));
        Assert.All(LayerKernels.All, kernel => Assert.Null(kernel.Refusal(kernel.Addresses)));
    }

    [Fact]
    public void A_head_whose_halves_are_no_whole_vectors_is_refused() =>
        Assert.Equal("head size 48 is not a multiple of 32", Find("cpu.rope.2_simd").Refusal(new(1, 1, 48)));
}
