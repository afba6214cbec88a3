using System.Runtime.Intrinsics;
using InferBench.Kernels.Cpu.Lanes;

namespace InferBench.Kernels.Cpu.Attention.Decode;

/// <summary>All heads of a group at once, in vector registers.</summary>
internal sealed class SimdDecode<TVector, TLanes>(AttentionSizes sizes, long rotateBytes)
    : ChunkedDecode<TVector, TLanes>(sizes, rotateBytes, sizes.Depth, threads: 1)
    where TVector : struct
    where TLanes : ILanes<TVector>
{
    protected override void Launch()
    {
        Restart();
        Attend(0);
        Join();
    }
}

internal static class SimdDecode
{
    public static KernelInfo Info { get; } = ScalarDecode.Info with
    {
        Name = "cpu.attention_decode.2_simd",
        Step = 2,
        Idea = "a group of heads at once, in vector registers",
        Explanation = "All query heads that share a KV head take each key and each value while it is in a register, so the cache is read "
            + "once. With several sums under way at the same time no addition waits for another: one core's reading is the limit.",
        Sets = [InstructionSet.Avx2, InstructionSet.Avx512],
        Create = Create,
    };

    private static AttentionInstance Create(KernelSetup setup) => setup.Set switch
    {
        InstructionSet.Avx512 => new SimdDecode<Vector512<float>, Lanes512>(AttentionSizes.Decode(setup.Shape), setup.RotateBytes),
        _ => new SimdDecode<Vector256<float>, Lanes256>(AttentionSizes.Decode(setup.Shape), setup.RotateBytes),
    };
}
