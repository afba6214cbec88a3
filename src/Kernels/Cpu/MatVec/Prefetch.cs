namespace InferBench.Kernels.Cpu.MatVec;

/// <summary>How far ahead of its use a weight is asked for.</summary>
internal static class Prefetch
{
    // The processor's own prefetching ends at a page of 4 KiB and begins anew behind it.
    public const int Bytes = 4096;

    public const int Floats = Bytes / sizeof(float);
}
