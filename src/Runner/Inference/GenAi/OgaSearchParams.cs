namespace InferBench.Runner.Inference.GenAi;

/// <summary>How a generator is to search; what is not set is as the model's config has it.</summary>
internal sealed unsafe class OgaSearchParams : OgaHandle
{
    public OgaSearchParams(OgaNativeModel model)
        : base(model.Library)
    {
        nint made;
        Api.Check(Api.CreateGeneratorParams(model.Pointer, &made));
        Own(made, model);
    }

    /// <exception cref="OgaException">The library does not know it.</exception>
    public void Set(string name, double value)
    {
        fixed (byte* key = Text(name))
            Api.Check(Api.GeneratorParamsSetSearchNumber(handle, key, value));
    }

    /// <exception cref="OgaException">The library does not know it.</exception>
    public void Set(string name, bool value)
    {
        fixed (byte* key = Text(name))
            Api.Check(Api.GeneratorParamsSetSearchBool(handle, key, value ? (byte)1 : (byte)0));
    }

    protected override void Release() => Api.DestroyGeneratorParams(handle);
}
