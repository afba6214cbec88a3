namespace InferBench.Runner.Records;

/// <summary>The engine that did the work, as it reported itself.</summary>
public sealed record EngineInfo
{
    /// <summary>Name of the engine, as in the case.</summary>
    public required string Name { get; init; }

    /// <summary>Version the native library reports.</summary>
    public required string Version { get; init; }

    /// <summary>File name of the native library, without its folder.</summary>
    public required string Library { get; init; }

    /// <summary>SHA-256 of the library's file, which tells two of one name apart; null where it was not computed.</summary>
    public string? LibraryHash { get; init; }

    /// <summary>Build description the native library reports.</summary>
    public string? BuildInfo { get; init; }

    /// <summary>
    /// Version of the ONNX Runtime under an engine that is not ONNX Runtime itself: of the one library of it in the process that ran
    /// the case; null for other engines.
    /// </summary>
    public string? RuntimeVersion { get; init; }

    /// <summary>Execution provider that was asked for.</summary>
    public required string Provider { get; init; }

    /// <summary>Threads the engine was given.</summary>
    public required int Threads { get; init; }

    /// <summary><c>shared</c> when past and present are one buffer, <c>copied</c> when every step copies the cache.</summary>
    public string? Kv { get; init; }

    /// <summary>The memory that keys and values lie in, as the runtime names it: <c>Cpu</c>, <c>Cuda</c>, <c>WebGPU_Buf</c>; absent from older records.</summary>
    public string? KvMemory { get; init; }

    /// <summary>
    /// True where the runtime reports that it put casts to float32 around operators without float16 code (or took superfluous
    /// casts out: its log does not tell the two apart); null where the graph has no float16, or the runtime does not tell.
    /// </summary>
    public bool? CastsInserted { get; init; }
}
