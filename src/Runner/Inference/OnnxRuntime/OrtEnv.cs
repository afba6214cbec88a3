namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>
/// The runtime's process-wide state. Its log goes to standard error and holds only what ends the process: every other error
/// comes back as a status and would be told twice.
/// </summary>
internal sealed unsafe class OrtEnv : OrtHandle
{
    private const int LogFatal = 4;

    public OrtEnv(OrtLibrary library)
        : base(library)
    {
        nint env;
        fixed (byte* id = "inferbench\0"u8)
            library.Check(library.Api->CreateEnv(LogFatal, id, &env));
        Own(env, null);
        library.Check(library.Api->DisableTelemetryEvents(env));
    }

    protected override void Release(OrtApiTable* api) => api->ReleaseEnv(handle);
}
