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

    /// <summary>Gives the session's log to a function instead of standard error.</summary>
    /// <param name="function">Takes a parameter, severity, category, id, place in the source and message; stays valid for good.</param>
    /// <param name="severity">The least that is logged: 0 verbose to 4 fatal.</param>
    public void Log(delegate* unmanaged<void*, int, byte*, byte*, byte*, byte*, void> function, int severity)
    {
        Library.Check(Library.Api->SetUserLoggingFunction(handle, function, null));
        Library.Check(Library.Api->SetSessionLogSeverityLevel(handle, severity));
    }

    protected override void Release(OrtApiTable* api) => api->ReleaseSessionOptions(handle);
}
