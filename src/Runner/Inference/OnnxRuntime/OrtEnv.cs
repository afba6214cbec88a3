namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>
/// The runtime's process-wide state. Its log goes to standard error and holds only what ends the process: every other error
/// comes back as a status and would be told twice.
/// </summary>
internal sealed unsafe class OrtEnv : OrtHandle
{
    private const int LogFatal = 4;

    // The runtime takes the last one down beside its own lock, and fails to make one meanwhile.
    private static readonly Lock OneAtATime = new();

    /// <param name="library">The loaded runtime.</param>
    /// <param name="sharedThreads">
    /// Threads that all sessions share which ask for it; null for none. The state is one per process: while another is
    /// alive, its threads are the ones.
    /// </param>
    public OrtEnv(OrtLibrary library, int? sharedThreads = null)
        : base(library)
    {
        nint env;
        lock (OneAtATime)
            fixed (byte* id = "inferbench\0"u8)
            {
                if (sharedThreads is { } threads)
                    env = CreateShared(library, id, threads);
                else
                    library.Check(library.Api->CreateEnv(LogFatal, id, &env));
            }

        Own(env, null);
        library.Check(library.Api->DisableTelemetryEvents(env));
    }

    private static nint CreateShared(OrtLibrary library, byte* id, int threads)
    {
        nint options, env;
        library.Check(library.Api->CreateThreadingOptions(&options));
        try
        {
            library.Check(library.Api->SetGlobalIntraOpNumThreads(options, threads));
            library.Check(library.Api->SetGlobalInterOpNumThreads(options, 1));
            library.Check(library.Api->CreateEnvWithGlobalThreadPools(LogFatal, id, options, &env));
            return env;
        }
        finally
        {
            library.Api->ReleaseThreadingOptions(options);
        }
    }

    protected override void Release(OrtApiTable* api)
    {
        lock (OneAtATime)
            api->ReleaseEnv(handle);
    }
}
