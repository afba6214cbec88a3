namespace InferBench.Runner.Inference.GenAi;

/// <summary>A graph with its weights in onnxruntime-genai, ready to generate.</summary>
internal sealed unsafe class OgaNativeModel : OgaHandle
{
    /// <exception cref="OgaException">The graph or its weights cannot be used.</exception>
    public OgaNativeModel(OgaConfig config)
        : base(config.Library)
    {
        nint made;
        Api.Check(Api.CreateModelFromConfig(config.Pointer, &made));
        GC.KeepAlive(config);
        Own(made, null);
    }

    protected override void Release() => Api.DestroyModel(handle);
}
