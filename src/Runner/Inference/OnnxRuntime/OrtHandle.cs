namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>An object of ONNX Runtime.</summary>
internal abstract unsafe class OrtHandle : EngineHandle
{
    protected OrtHandle(OrtLibrary library) => Library = library;

    internal OrtLibrary Library { get; }

    protected abstract void Release(OrtApiTable* api);

    protected sealed override void Release() => Release(Library.Api);
}
