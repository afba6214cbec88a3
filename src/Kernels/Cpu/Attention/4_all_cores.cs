using System.Runtime.Intrinsics;
using InferBench.Kernels.Cpu.Lanes;

namespace InferBench.Kernels.Cpu.Attention;

/// <summary>The tiles of all heads, taken by whichever thread is free.</summary>
internal sealed class AllCoresAttention<TVector, TLanes> : TiledAttention<TVector, TLanes>
    where TVector : struct
    where TLanes : ILanes<TVector>
{
    private readonly WorkerPool pool;
    private readonly Action<int> pack;
    private readonly Action<int> attend;

    public AllCoresAttention(AttentionSizes sizes, long rotateBytes, WorkerPool pool)
        : base(sizes, rotateBytes, pool.Count)
    {
        this.pool = pool;
        pack = Pack;
        attend = Attend;
    }

    protected override void Launch()
    {
        Restart();
        pool.Share(pack);
        Restart();
        pool.Share(attend);
    }
}

internal static class AllCoresAttention
{
    public static KernelInfo Info { get; } = SimdAttention.Info with
    {
        Name = "cpu.attention.4_all_cores",
        Step = 4,
        Idea = "tiles on all cores",
        Explanation = "Tiles do not depend on one another, so each core takes the next one when it is done. A tile of late tokens looks "
            + "at more keys than one of early tokens: shared out in equal numbers, some cores would wait for others.",
        IsParallel = true,
        Create = Create,
    };

    private static AttentionInstance Create(KernelSetup setup) => setup.Set switch
    {
        InstructionSet.Avx512 => new AllCoresAttention<Vector512<float>, Lanes512>(AttentionSizes.Prefill(setup.Shape), setup.RotateBytes, setup.Pool),
        _ => new AllCoresAttention<Vector256<float>, Lanes256>(AttentionSizes.Prefill(setup.Shape), setup.RotateBytes, setup.Pool),
    };
}
