using System.Runtime.Intrinsics;
using InferBench.Kernels.Cpu.Lanes;

namespace InferBench.Kernels.Cpu.Attention;

/// <summary>Both products of a tile as small register-blocked matrix products, the softmax between them with a vector exp.</summary>
internal sealed class SimdAttention<TVector, TLanes>(AttentionSizes sizes, long rotateBytes)
    : TiledAttention<TVector, TLanes>(sizes, rotateBytes, threads: 1)
    where TVector : struct
    where TLanes : ILanes<TVector>
{
    protected override void Launch()
    {
        Restart();
        Pack(0);
        Restart();
        Attend(0);
    }
}

internal static class SimdAttention
{
    public static KernelInfo Info { get; } = OnlineSoftmaxAttention.Info with
    {
        Name = "cpu.attention.3_simd",
        Step = 3,
        Idea = "small matrix products in vector registers",
        Explanation = "A tile holds the queries of all heads that share a KV head, so each key and value that is loaded serves dozens of "
            + "rows, and 6 rows of results stay in vector registers while they are summed. Keys are transposed once so that a vector "
            + "holds neighbouring keys; exp is computed a vector at a time.",
        Sets = [InstructionSet.Avx2, InstructionSet.Avx512],
        Addresses = new(1024, 32, 8, 64),
        Create = Create,
    };

    private static AttentionInstance Create(KernelSetup setup) => setup.Set switch
    {
        InstructionSet.Avx512 => new SimdAttention<Vector512<float>, Lanes512>(AttentionSizes.Prefill(setup.Shape), setup.RotateBytes),
        _ => new SimdAttention<Vector256<float>, Lanes256>(AttentionSizes.Prefill(setup.Shape), setup.RotateBytes),
    };
}
