using System.Runtime.InteropServices;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>Zeroed memory of the host outside the managed heap, on a cache line's boundary.</summary>
internal sealed unsafe class NativeBuffer : TensorBuffer
{
    private const int CacheLine = 64;

    /// <summary>Allocates and zeroes, so that no page is touched for the first time inside a timed span.</summary>
    /// <param name="bytes">Bytes to allocate; 0 gives a valid pointer to nothing.</param>
    public NativeBuffer(long bytes)
        : base(checked((nuint)bytes))
    {
        SetHandle((nint)NativeMemory.AlignedAlloc(Math.Max(Bytes, CacheLine), CacheLine));
        NativeMemory.Clear((void*)handle, Bytes);
    }

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
