using System.Runtime.InteropServices;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>
/// The part of ONNX Runtime's function table (OrtApi in onnxruntime_c_api.h) that is used here. The table only ever
/// grows at its end, so an index is valid for good. Functions that return a pointer return a status, null when all is well.
/// Strings are UTF-8; a path is UTF-16 on Windows and UTF-8 elsewhere.
/// </summary>
[StructLayout(LayoutKind.Explicit)]
internal unsafe struct OrtApiTable
{
    /// <summary>The lowest API version that has every function that is always used; SetUserLoggingFunction is the newest of them.</summary>
    public const uint Version = 17;

    /// <summary>The first API version with <see cref="RunOptionsEnableProfiling"/>, which older libraries do without.</summary>
    public const uint RunProfilingVersion = 25;

    /// <summary>The first API version that tells where a session wants its inputs, and copies tensors; older libraries do without.</summary>
    public const uint MemoryVersion = 23;

    /// <summary>The first API version with <see cref="SessionReleaseCapturedGraph"/>.</summary>
    public const uint GraphReleaseVersion = 27;

    private const int Slot = 8;

    [FieldOffset(1 * Slot)] public delegate* unmanaged<nint, int> GetErrorCode;
    [FieldOffset(2 * Slot)] public delegate* unmanaged<nint, byte*> GetErrorMessage;
    [FieldOffset(3 * Slot)] public delegate* unmanaged<int, byte*, nint*, nint> CreateEnv;
    [FieldOffset(6 * Slot)] public delegate* unmanaged<nint, nint> DisableTelemetryEvents;
    [FieldOffset(7 * Slot)] public delegate* unmanaged<nint, void*, nint, nint*, nint> CreateSession;
    [FieldOffset(8 * Slot)] public delegate* unmanaged<nint, void*, nuint, nint, nint*, nint> CreateSessionFromArray;
    [FieldOffset(10 * Slot)] public delegate* unmanaged<nint*, nint> CreateSessionOptions;
    [FieldOffset(14 * Slot)] public delegate* unmanaged<nint, void*, nint> EnableProfiling;
    [FieldOffset(22 * Slot)] public delegate* unmanaged<nint, int, nint> SetSessionLogSeverityLevel;
    [FieldOffset(23 * Slot)] public delegate* unmanaged<nint, int, nint> SetSessionGraphOptimizationLevel;
    [FieldOffset(24 * Slot)] public delegate* unmanaged<nint, int, nint> SetIntraOpNumThreads;
    [FieldOffset(25 * Slot)] public delegate* unmanaged<nint, int, nint> SetInterOpNumThreads;
    [FieldOffset(30 * Slot)] public delegate* unmanaged<nint, nuint*, nint> SessionGetInputCount;
    [FieldOffset(31 * Slot)] public delegate* unmanaged<nint, nuint*, nint> SessionGetOutputCount;
    [FieldOffset(36 * Slot)] public delegate* unmanaged<nint, nuint, nint, byte**, nint> SessionGetInputName;
    [FieldOffset(37 * Slot)] public delegate* unmanaged<nint, nuint, nint, byte**, nint> SessionGetOutputName;
    [FieldOffset(39 * Slot)] public delegate* unmanaged<nint*, nint> CreateRunOptions;
    [FieldOffset(49 * Slot)]
    public delegate* unmanaged<nint, void*, nuint, long*, nuint, OrtElementType, nint*, nint> CreateTensorWithDataAsOrtValue;
    [FieldOffset(69 * Slot)] public delegate* unmanaged<int, int, nint*, nint> CreateCpuMemoryInfo;
    [FieldOffset(71 * Slot)] public delegate* unmanaged<nint, byte**, nint> MemoryInfoGetName;
    [FieldOffset(75 * Slot)] public delegate* unmanaged<nint, nuint, void**, nint> AllocatorAlloc;
    [FieldOffset(76 * Slot)] public delegate* unmanaged<nint, void*, nint> AllocatorFree;
    [FieldOffset(78 * Slot)] public delegate* unmanaged<nint*, nint> GetAllocatorWithDefaultOptions;
    [FieldOffset(92 * Slot)] public delegate* unmanaged<nint, void> ReleaseEnv;
    [FieldOffset(93 * Slot)] public delegate* unmanaged<nint, void> ReleaseStatus;
    [FieldOffset(94 * Slot)] public delegate* unmanaged<nint, void> ReleaseMemoryInfo;
    [FieldOffset(95 * Slot)] public delegate* unmanaged<nint, void> ReleaseSession;
    [FieldOffset(96 * Slot)] public delegate* unmanaged<nint, void> ReleaseValue;
    [FieldOffset(97 * Slot)] public delegate* unmanaged<nint, void> ReleaseRunOptions;
    [FieldOffset(100 * Slot)] public delegate* unmanaged<nint, void> ReleaseSessionOptions;
    [FieldOffset(110 * Slot)] public delegate* unmanaged<nint, nint, byte**, nint> SessionEndProfiling;
    [FieldOffset(119 * Slot)] public delegate* unmanaged<int, byte*, nint, nint*, nint> CreateEnvWithGlobalThreadPools;
    [FieldOffset(120 * Slot)] public delegate* unmanaged<nint, nint> DisablePerSessionThreads;
    [FieldOffset(121 * Slot)] public delegate* unmanaged<nint*, nint> CreateThreadingOptions;
    [FieldOffset(122 * Slot)] public delegate* unmanaged<nint, void> ReleaseThreadingOptions;
    [FieldOffset(125 * Slot)] public delegate* unmanaged<byte***, int*, nint> GetAvailableProviders;
    [FieldOffset(126 * Slot)] public delegate* unmanaged<byte**, int, nint> ReleaseAvailableProviders;
    [FieldOffset(130 * Slot)] public delegate* unmanaged<nint, byte*, byte*, nint> AddSessionConfigEntry;
    [FieldOffset(131 * Slot)] public delegate* unmanaged<nint, nint, nint*, nint> CreateAllocator;
    [FieldOffset(132 * Slot)] public delegate* unmanaged<nint, void> ReleaseAllocator;
    [FieldOffset(133 * Slot)] public delegate* unmanaged<nint, nint, nint, nint> RunWithBinding;
    [FieldOffset(134 * Slot)] public delegate* unmanaged<nint, nint*, nint> CreateIoBinding;
    [FieldOffset(135 * Slot)] public delegate* unmanaged<nint, void> ReleaseIoBinding;
    [FieldOffset(136 * Slot)] public delegate* unmanaged<nint, byte*, nint, nint> BindInput;
    [FieldOffset(137 * Slot)] public delegate* unmanaged<nint, byte*, nint, nint> BindOutput;
    [FieldOffset(147 * Slot)] public delegate* unmanaged<nint, int, nint> SetGlobalIntraOpNumThreads;
    [FieldOffset(148 * Slot)] public delegate* unmanaged<nint, int, nint> SetGlobalInterOpNumThreads;
    [FieldOffset(165 * Slot)] public delegate* unmanaged<nint, byte*, byte*, nint> AddRunConfigEntry;
    [FieldOffset(204 * Slot)] public delegate* unmanaged<nint, nint, nint> SessionOptionsAppendExecutionProvider_CUDA_V2;
    [FieldOffset(205 * Slot)] public delegate* unmanaged<nint*, nint> CreateCUDAProviderOptions;
    [FieldOffset(206 * Slot)] public delegate* unmanaged<nint, byte**, byte**, nuint, nint> UpdateCUDAProviderOptions;
    [FieldOffset(208 * Slot)] public delegate* unmanaged<nint, void> ReleaseCUDAProviderOptions;
    [FieldOffset(216 * Slot)] public delegate* unmanaged<nint, byte*, byte**, byte**, nuint, nint> SessionOptionsAppendExecutionProvider;
    [FieldOffset(225 * Slot)] public delegate* unmanaged<nint, int*, void> MemoryInfoGetDeviceType;
    [FieldOffset(254 * Slot)] public delegate* unmanaged<byte*> GetBuildInfoString;
    [FieldOffset(266 * Slot)]
    public delegate* unmanaged<nint, delegate* unmanaged<void*, int, byte*, byte*, byte*, byte*, void>, void*, nint> SetUserLoggingFunction;
    [FieldOffset(297 * Slot)] public delegate* unmanaged<nint, byte*, byte*> GetKeyValue;
    [FieldOffset(300 * Slot)] public delegate* unmanaged<nint, void> ReleaseKeyValuePairs;
    [FieldOffset(319 * Slot)] public delegate* unmanaged<nint, nint*, nint> AllocatorGetStats;
    [FieldOffset(380 * Slot)] public delegate* unmanaged<nint, nint*, nuint, nint> SessionGetMemoryInfoForInputs;
    [FieldOffset(381 * Slot)] public delegate* unmanaged<nint, nint*, nuint, nint> SessionGetMemoryInfoForOutputs;
    [FieldOffset(386 * Slot)] public delegate* unmanaged<nint, nint*, nint*, nint, nuint, nint> CopyTensors;
    [FieldOffset(415 * Slot)] public delegate* unmanaged<nint, void*, nint> RunOptionsEnableProfiling;
    [FieldOffset(421 * Slot)] public delegate* unmanaged<nint, int, nint> SessionReleaseCapturedGraph;
}

/// <summary>What OrtGetApiBase, the one exported function, returns.</summary>
internal unsafe struct OrtApiBase
{
    /// <summary>Null when the library is older than the version asked for.</summary>
    public delegate* unmanaged<uint, OrtApiTable*> GetApi;
    public delegate* unmanaged<byte*> GetVersionString;
}
