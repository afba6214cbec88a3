using InferBench.Kernels.Cuda.Driver;

namespace InferBench.Kernels.Cuda.Cupti;

/// <summary>Entry points of CUPTI's activity tracing. Each returns CUptiResult, 0 where all is well.</summary>
/// <remarks>None suppresses the GC's transition: CUPTI may hold a lock that a callback's thread waits for.</remarks>
internal sealed unsafe class CuptiApi(Func<string, nint> exports) : NativeApi("CUPTI", exports)
{
    private nint getVersion, getTimestamp, subscribe, unsubscribe, setThreadIdType, registerCallbacks, enable, disable, setAttribute, flushAll, nextRecord, droppedRecords, push, pop;

    public delegate* unmanaged<uint*, int> GetVersion => (delegate* unmanaged<uint*, int>)Entry(ref getVersion, "cuptiGetVersion");
    public delegate* unmanaged<ulong*, int> GetTimestamp => (delegate* unmanaged<ulong*, int>)Entry(ref getTimestamp, "cuptiGetTimestamp");
    public delegate* unmanaged<nint*, nint, nint, int> Subscribe => (delegate* unmanaged<nint*, nint, nint, int>)Entry(ref subscribe, "cuptiSubscribe");
    public delegate* unmanaged<nint, int> Unsubscribe => (delegate* unmanaged<nint, int>)Entry(ref unsubscribe, "cuptiUnsubscribe");
    public delegate* unmanaged<int, int> SetThreadIdType => (delegate* unmanaged<int, int>)Entry(ref setThreadIdType, "cuptiSetThreadIdType");
    public delegate* unmanaged<nint, nint, int> RegisterCallbacks => (delegate* unmanaged<nint, nint, int>)Entry(ref registerCallbacks, "cuptiActivityRegisterCallbacks");
    public delegate* unmanaged<int, int> Enable => (delegate* unmanaged<int, int>)Entry(ref enable, "cuptiActivityEnable");
    public delegate* unmanaged<int, int> Disable => (delegate* unmanaged<int, int>)Entry(ref disable, "cuptiActivityDisable");
    public delegate* unmanaged<int, nuint*, void*, int> SetAttribute => (delegate* unmanaged<int, nuint*, void*, int>)Entry(ref setAttribute, "cuptiActivitySetAttribute");
    public delegate* unmanaged<uint, int> FlushAll => (delegate* unmanaged<uint, int>)Entry(ref flushAll, "cuptiActivityFlushAll");
    public delegate* unmanaged<byte*, nuint, byte**, int> NextRecord => (delegate* unmanaged<byte*, nuint, byte**, int>)Entry(ref nextRecord, "cuptiActivityGetNextRecord");
    public delegate* unmanaged<nint, uint, nuint*, int> DroppedRecords => (delegate* unmanaged<nint, uint, nuint*, int>)Entry(ref droppedRecords, "cuptiActivityGetNumDroppedRecords");
    public delegate* unmanaged<int, ulong, int> Push => (delegate* unmanaged<int, ulong, int>)Entry(ref push, "cuptiActivityPushExternalCorrelationId");
    public delegate* unmanaged<int, ulong*, int> Pop => (delegate* unmanaged<int, ulong*, int>)Entry(ref pop, "cuptiActivityPopExternalCorrelationId");
}
