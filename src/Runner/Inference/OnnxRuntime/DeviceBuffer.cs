namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>Memory of a device, from the allocator of a session. What it holds at first is nobody's.</summary>
internal sealed unsafe class DeviceBuffer : TensorBuffer
{
    private readonly OrtAllocator allocator;

    /// <exception cref="OrtException">The device has no room for it.</exception>
    public DeviceBuffer(OrtAllocator allocator, nuint bytes)
        : base(bytes)
    {
        bool held = false;
        allocator.DangerousAddRef(ref held);
        this.allocator = allocator;
        SetHandle((nint)allocator.Allocate(bytes));
    }

    protected override bool ReleaseHandle()
    {
        allocator.Free((void*)handle);
        allocator.DangerousRelease();
        return true;
    }
}
