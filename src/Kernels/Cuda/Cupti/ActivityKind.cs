namespace InferBench.Kernels.Cuda.Cupti;

/// <summary>CUpti_ActivityKind, as far as it is read.</summary>
internal static class ActivityKind
{
    public const int Copy = 1;
    public const int Set = 2;
    // Tracing of kind 3 would run kernels one after the other; it is read, never asked for.
    public const int Kernel = 3;
    public const int Driver = 4;
    public const int Runtime = 5;
    public const int ConcurrentKernel = 10;
    public const int Overhead = 17;
    public const int PeerCopy = 22;
    public const int Synchronization = 38;
    public const int ExternalCorrelation = 39;
    public const int GraphTrace = 51;
}
