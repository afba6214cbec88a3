namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>Options of a run after which the runtime gives back memory that it holds and does not use.</summary>
internal sealed unsafe class OrtRunOptions : OrtHandle
{
    public OrtRunOptions(OrtLibrary library)
        : base(library)
    {
        nint options;
        library.Check(library.Api->CreateRunOptions(&options));
        Own(options, null);
        fixed (byte* key = "memory.enable_memory_arena_shrinkage\0"u8, value = "cpu:0\0"u8)
            library.Check(library.Api->AddRunConfigEntry(options, key, value));
    }

    protected override void Release(OrtApiTable* api) => api->ReleaseRunOptions(handle);
}
