namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>How a session is made. All that is not set keeps the runtime's default, spinning worker threads included.</summary>
internal sealed unsafe class OrtSessionOptions : OrtHandle
{
    /// <param name="library">The loaded runtime.</param>
    /// <param name="threads">Threads that share the work of one operator, the calling thread among them.</param>
    public OrtSessionOptions(OrtLibrary library, int threads)
        : base(library)
    {
        nint options;
        library.Check(library.Api->CreateSessionOptions(&options));
        Own(options, null);
        library.Check(library.Api->SetIntraOpNumThreads(options, threads));
        library.Check(library.Api->SetInterOpNumThreads(options, 1));
    }

    protected override void Release(OrtApiTable* api) => api->ReleaseSessionOptions(handle);
}
