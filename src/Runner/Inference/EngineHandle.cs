using System.Runtime.InteropServices;

namespace InferBench.Runner.Inference;

/// <summary>An object of an engine's native library, released once and never before the objects that were made from it.</summary>
internal abstract class EngineHandle() : SafeHandle(0, ownsHandle: true)
{
    private SafeHandle? owner;

    public sealed override bool IsInvalid => handle == 0;

    /// <summary>The native pointer; the caller keeps this object alive for as long as it is used.</summary>
    internal nint Pointer => handle;

    /// <summary>Takes what was just created, and keeps <paramref name="madeFrom"/> until it is released.</summary>
    protected virtual void Own(nint created, SafeHandle? madeFrom)
    {
        bool held = false;
        madeFrom?.DangerousAddRef(ref held);
        owner = madeFrom;
        SetHandle(created);
    }

    /// <summary>Gives the native object back.</summary>
    protected abstract void Release();

    protected override bool ReleaseHandle()
    {
        Release();
        owner?.DangerousRelease();
        return true;
    }
}
