namespace InferBench.Kernels.Cuda.Cupti;

/// <summary>What a device does.</summary>
public enum GpuWorkKind
{
    Kernel,
    Copy,
    Set,
    /// <summary>A whole CUDA graph, where its nodes are not traced.</summary>
    Graph,
}

/// <summary>Direction of a copy.</summary>
public enum CopyDirection
{
    None,
    HostToDevice,
    DeviceToHost,
    DeviceToDevice,
    HostToHost,
    PeerToPeer,
    Array,
}

/// <summary>A piece of work of a device. Times are nanoseconds of CUPTI's clock; both are 0 where CUPTI lost them.</summary>
/// <param name="Name">A kernel's, mangled; else null.</param>
/// <param name="Bytes">Copied or set; 0 for kernels.</param>
/// <param name="GraphNodeId">0 outside CUDA graphs.</param>
public readonly record struct GpuWork(
    GpuWorkKind Kind, ulong Start, ulong End, uint Device, uint Context, uint Stream, uint CorrelationId, string? Name, ulong Bytes, CopyDirection Direction,
    ulong GraphNodeId, uint GraphId, Dim3 Grid, Dim3 Block, int Registers, int SharedBytes);

/// <summary>A call of the CUDA runtime or, below it, of the driver.</summary>
public readonly record struct CudaCall(bool IsRuntime, uint CallbackId, ulong Start, ulong End, uint ThreadId, uint CorrelationId, uint Status);

/// <summary>A wait of the host: 1 for an event, 2 of a stream for an event, 3 for a stream, 4 for a context.</summary>
public readonly record struct CudaWait(int Type, ulong Start, ulong End, uint CorrelationId, uint Stream);

/// <summary>Time that tracing itself or the driver's bookkeeping took; kinds as CUpti_ActivityOverheadKind.</summary>
public readonly record struct TraceOverhead(int Kind, ulong Start, ulong End);

/// <summary>CUPTI's clock and this process's at one moment.</summary>
/// <param name="Cupti">Nanoseconds of CUPTI's clock.</param>
/// <param name="Stopwatch">Ticks of <see cref="System.Diagnostics.Stopwatch"/>.</param>
public readonly record struct ClockPair(ulong Cupti, long Stopwatch);

/// <summary>All that was traced, in no order.</summary>
public sealed class CuptiActivity
{
    public List<GpuWork> Work { get; } = [];

    public List<CudaCall> Calls { get; } = [];

    public List<CudaWait> Waits { get; } = [];

    public List<TraceOverhead> Overheads { get; } = [];

    /// <summary>Ids of phase and step (<see cref="CuptiTrace.Id"/>) by correlation id.</summary>
    public Dictionary<uint, ulong> External { get; } = [];

    /// <summary>Records CUPTI had no room for.</summary>
    public long Dropped { get; internal set; }

    /// <summary>Buffers that ended within a record.</summary>
    public int Truncated { get; internal set; }

    /// <summary>Records of kinds that are not read, by kind.</summary>
    public Dictionary<int, long> UnknownKinds { get; } = [];

    /// <summary>Why tracing ended early, in one line; null where it did not.</summary>
    public string? Problem { get; internal set; }

    public ClockPair Started { get; internal set; }

    public ClockPair Stopped { get; internal set; }

    /// <summary>A time of CUPTI's clock in ticks of the stopwatch, by interpolation.</summary>
    public double ToStopwatch(ulong cupti)
    {
        double rate = Stopped.Cupti > Started.Cupti
            ? (Stopped.Stopwatch - Started.Stopwatch) / (double)(Stopped.Cupti - Started.Cupti)
            : System.Diagnostics.Stopwatch.Frequency / 1e9;
        return Started.Stopwatch + ((double)(long)(cupti - Started.Cupti) * rate);
    }
}
