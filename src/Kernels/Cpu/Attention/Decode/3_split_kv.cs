using System.Runtime.Intrinsics;
using InferBench.Kernels.Cpu.Lanes;

namespace InferBench.Kernels.Cpu.Attention.Decode;

/// <summary>The KV cache in runs of keys, on all cores.</summary>
// Dao, Haziza, Massa and Sizov, Flash-Decoding for long-context inference (2023).
internal sealed class SplitKvDecode<TVector, TLanes> : ChunkedDecode<TVector, TLanes>
    where TVector : struct
    where TLanes : ILanes<TVector>
{
    // Long runs keep the prefetcher going; several for each thread let the fast ones do more.
    private const int LeastKeys = 256;
    private const int RunsOfThread = 16;

    private readonly WorkerPool pool;
    private readonly Action<int> attend;

    public SplitKvDecode(AttentionSizes sizes, long rotateBytes, WorkerPool pool)
        : base(sizes, rotateBytes, KeysOfRun(sizes, pool.Count), pool.Count)
    {
        this.pool = pool;
        attend = Attend;
    }

    protected override void Launch()
    {
        Restart();
        pool.Share(attend);
        Join();
    }

    private static int KeysOfRun(AttentionSizes sizes, int threads)
    {
        int runs = Math.Max(1, RunsOfThread * threads / sizes.KvHeads);
        return Math.Max(LeastKeys, (sizes.Depth + runs - 1) / runs);
    }
}

internal static class SplitKvDecode
{
    public static KernelInfo Info { get; } = SimdDecode.Info with
    {
        Name = "cpu.attention_decode.3_split_kv",
        Step = 3,
        Idea = "runs of keys on all cores",
        Explanation = "One token has few heads to share out, but a long cache: it is cut into runs of keys, each core takes the next run, "
            + "and the results are joined by their largest scores and sums. All cores read at once: memory bandwidth is the limit.",
        IsParallel = true,
        Create = Create,
    };

    private static AttentionInstance Create(KernelSetup setup) => setup.Set switch
    {
        InstructionSet.Avx512 => new SplitKvDecode<Vector512<float>, Lanes512>(AttentionSizes.Decode(setup.Shape), setup.RotateBytes, setup.Pool),
        _ => new SplitKvDecode<Vector256<float>, Lanes256>(AttentionSizes.Decode(setup.Shape), setup.RotateBytes, setup.Pool),
    };
}
