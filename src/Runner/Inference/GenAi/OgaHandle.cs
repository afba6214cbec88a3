using System.Runtime.InteropServices;
using System.Text;

namespace InferBench.Runner.Inference.GenAi;

/// <summary>An object of onnxruntime-genai, released once and never before the objects that were made from it.</summary>
internal abstract class OgaHandle : SafeHandle
{
    private SafeHandle? owner;

    protected OgaHandle(OgaLibrary library)
        : base(0, ownsHandle: true) => Library = library;

    public sealed override bool IsInvalid => handle == 0;

    internal OgaLibrary Library { get; }

    internal OgaApi Api => Library.Api;

    /// <summary>The native pointer; the caller keeps this object alive for as long as it is used.</summary>
    internal nint Pointer => handle;

    /// <summary>Takes what was just created, and keeps <paramref name="madeFrom"/> until it is released.</summary>
    protected void Own(nint created, SafeHandle? madeFrom)
    {
        bool held = false;
        madeFrom?.DangerousAddRef(ref held);
        owner = madeFrom;
        SetHandle(created);
        Library.Made();
    }

    protected abstract void Release();

    protected sealed override bool ReleaseHandle()
    {
        Release();
        owner?.DangerousRelease();
        Library.Gone();
        return true;
    }

    /// <summary>A string as the library takes it.</summary>
    protected static byte[] Text(string text) => Encoding.UTF8.GetBytes(text + '\0');
}
