using InferBench.Runner.Records;

namespace InferBench.Runner.Worker;

/// <summary>What an engine does that its user may not expect.</summary>
internal static class EngineWarnings
{
    public static IEnumerable<Warning> Of(EngineInfo engine)
    {
        if (engine.CastsInserted == true)
            yield return new(WarningCode.CastsInserted, "the runtime puts casts to float32 around operators without float16 code");
        if (engine.Kv == "copied")
        {
            yield return new(WarningCode.KvCopied, engine.Provider == "CPUExecutionProvider"
                ? "keys and values are copied at every step: past and present of this graph cannot be one buffer"
                : "keys and values are copied between host and device at every step: past and present of this graph cannot be one buffer there, or the runtime does not tell where it wants them");
        }
    }
}
