using static System.FormattableString;

namespace InferBench.Kernels.Cuda;

/// <summary>Operands need more of a device's memory than is free: nothing was allocated.</summary>
public sealed class CudaMemoryException : Exception
{
    internal CudaMemoryException(int ordinal, long needed, long free, long total)
        : base(Invariant($"the operands need {needed} bytes of device memory, and of cuda:{ordinal}'s {total} are free {free}: take a smaller shape, or end what else uses the GPU"))
    {
        Needed = needed;
        Free = free;
    }

    /// <summary>Bytes of all operands.</summary>
    public long Needed { get; }

    /// <summary>Bytes that are free.</summary>
    public long Free { get; }
}
