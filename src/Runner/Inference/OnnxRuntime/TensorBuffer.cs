using System.Runtime.InteropServices;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>Memory for the elements of tensors: the host's, or a device's, whose address is a handle to the host.</summary>
internal abstract unsafe class TensorBuffer : SafeHandle
{
    protected TensorBuffer(nuint bytes)
        : base(0, ownsHandle: true) => Bytes = bytes;

    public nuint Bytes { get; }

    public override bool IsInvalid => handle == 0;

    /// <summary>The caller keeps this object alive for as long as the pointer is used.</summary>
    public void* Pointer => (void*)handle;
}
