using System.Runtime.InteropServices;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>An object of ONNX Runtime, released once and never before the objects that were made from it.</summary>
internal abstract unsafe class OrtHandle : SafeHandle
{
    private SafeHandle? owner;

    protected OrtHandle(OrtLibrary library)
        : base(0, ownsHandle: true) => Library = library;

    public sealed override bool IsInvalid => handle == 0;

    internal OrtLibrary Library { get; }

    /// <summary>The native pointer; the caller keeps this object alive for as long as it is used.</summary>
    internal nint Pointer => handle;

    /// <summary>Takes what was just created, and keeps <paramref name="madeFrom"/> until it is released.</summary>
    protected void Own(nint created, SafeHandle? madeFrom)
    {
        bool held = false;
        madeFrom?.DangerousAddRef(ref held);
        owner = madeFrom;
        SetHandle(created);
    }

    protected abstract void Release(OrtApiTable* api);

    protected sealed override bool ReleaseHandle()
    {
        Release(Library.Api);
        owner?.DangerousRelease();
        return true;
    }
}
