namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>The runtime's process-wide state: logging, which goes to standard error and from errors on only.</summary>
internal sealed unsafe class OrtEnv : OrtHandle
{
    private const int LogErrors = 3;

    public OrtEnv(OrtLibrary library)
        : base(library)
    {
        nint env;
        fixed (byte* id = "inferbench\0"u8)
            library.Check(library.Api->CreateEnv(LogErrors, id, &env));
        Own(env, null);
        library.Check(library.Api->DisableTelemetryEvents(env));
    }

    protected override void Release(OrtApiTable* api) => api->ReleaseEnv(handle);
}
