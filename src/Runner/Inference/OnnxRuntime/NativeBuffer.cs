using System.Runtime.InteropServices;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>Zeroed memory outside the managed heap, on a cache line's boundary.</summary>
internal sealed unsafe class NativeBuffer : SafeHandle
{
    private const int CacheLine = 64;

    /// <summary>Allocates and zeroes, so that no page is touched for the first time inside a timed span.</summary>
    /// <param name="bytes">Bytes to allocate; 0 gives a valid pointer to nothing.</param>
    public NativeBuffer(long bytes)
        : base(0, ownsHandle: true)
    {
        Bytes = checked((nuint)bytes);
        SetHandle((nint)NativeMemory.AlignedAlloc(Math.Max(Bytes, CacheLine), CacheLine));
        NativeMemory.Clear((void*)handle, Bytes);
    }

    public nuint Bytes { get; }

    public override bool IsInvalid => handle == 0;

    /// <summary>The caller keeps this object alive for as long as the pointer is used.</summary>
    public void* Pointer => (void*)handle;

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
