namespace InferBench.Runner.Inference.GenAi;

/// <summary>A generator of onnxruntime-genai.</summary>
internal sealed unsafe class OgaGeneratorHandle : OgaHandle
{
    /// <exception cref="OgaException">The library refuses the search, or there is no room.</exception>
    public OgaGeneratorHandle(OgaNativeModel model, OgaSearchParams search)
        : base(model.Library)
    {
        nint made;
        Api.Check(Api.CreateGenerator(model.Pointer, search.Pointer, &made));
        GC.KeepAlive(search);
        Own(made, model);
    }

    /// <exception cref="OgaException">The library does not know it.</exception>
    public void Set(string option, string value)
    {
        fixed (byte* key = Text(option), text = Text(value))
            Api.Check(Api.GeneratorSetRuntimeOption(handle, key, text));
    }

    protected override void Release() => Api.DestroyGenerator(handle);
}
