using System.Runtime.InteropServices;
using System.Text;

namespace InferBench.Runner.Inference.GenAi;

/// <summary>An object of onnxruntime-genai.</summary>
internal abstract class OgaHandle : EngineHandle
{
    protected OgaHandle(OgaLibrary library) => Library = library;

    internal OgaLibrary Library { get; }

    internal OgaApi Api => Library.Api;

    protected sealed override void Own(nint created, SafeHandle? madeFrom)
    {
        base.Own(created, madeFrom);
        Library.Made();
    }

    protected sealed override bool ReleaseHandle()
    {
        base.ReleaseHandle();
        Library.Gone();
        return true;
    }

    /// <summary>A string as the library takes it.</summary>
    protected static byte[] Text(string text) => Encoding.UTF8.GetBytes(text + '\0');
}
