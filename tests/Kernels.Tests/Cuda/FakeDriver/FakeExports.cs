using System.Runtime.InteropServices;
using InferBench.Kernels.Cuda.Driver;

namespace InferBench.Kernels.Tests.Cuda.FakeDriver;

/// <summary>The fake driver's entry points as a C library has them.</summary>
internal static unsafe class FakeExports
{
    /// <summary>Address by exported name.</summary>
    public static Dictionary<string, nint> All { get; } = new()
    {
        ["cuInit"] = (nint)(delegate* unmanaged<uint, int>)&Init,
        ["cuDriverGetVersion"] = (nint)(delegate* unmanaged<int*, int>)&Version,
        ["cuDeviceGetCount"] = (nint)(delegate* unmanaged<int*, int>)&DeviceCount,
        ["cuDeviceGet"] = (nint)(delegate* unmanaged<int*, int, int>)&Device,
        ["cuDeviceGetName"] = (nint)(delegate* unmanaged<byte*, int, int, int>)&DeviceName,
        ["cuDeviceGetPCIBusId"] = (nint)(delegate* unmanaged<byte*, int, int, int>)&DeviceBus,
        ["cuDeviceTotalMem_v2"] = (nint)(delegate* unmanaged<nuint*, int, int>)&DeviceMemory,
        ["cuDeviceGetAttribute"] = (nint)(delegate* unmanaged<int*, int, int, int>)&DeviceAttribute,
        ["cuDevicePrimaryCtxRetain"] = (nint)(delegate* unmanaged<nint*, int, int>)&Retain,
        ["cuDevicePrimaryCtxRelease_v2"] = (nint)(delegate* unmanaged<int, int>)&ReleasePrimary,
        ["cuCtxSetCurrent"] = (nint)(delegate* unmanaged<nint, int>)&SetCurrent,
        ["cuCtxGetCurrent"] = (nint)(delegate* unmanaged<nint*, int>)&GetCurrent,
        ["cuCtxSynchronize"] = (nint)(delegate* unmanaged<int>)&Synchronize,
        ["cuModuleLoadDataEx"] = (nint)(delegate* unmanaged<nint*, void*, uint, int*, void**, int>)&LoadModule,
        ["cuModuleUnload"] = (nint)(delegate* unmanaged<nint, int>)&UnloadModule,
        ["cuModuleGetFunction"] = (nint)(delegate* unmanaged<nint*, nint, byte*, int>)&Function,
        ["cuFuncGetAttribute"] = (nint)(delegate* unmanaged<int*, int, nint, int>)&FunctionAttribute,
        ["cuFuncSetAttribute"] = (nint)(delegate* unmanaged<nint, int, int, int>)&SetFunctionAttribute,
        ["cuOccupancyMaxActiveBlocksPerMultiprocessor"] = (nint)(delegate* unmanaged<int*, nint, int, nuint, int>)&ActiveBlocks,
        ["cuLaunchKernel"] = (nint)(delegate* unmanaged<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, int>)&Launch,
        ["cuLaunchKernelEx"] = (nint)(delegate* unmanaged<LaunchConfig*, nint, void**, void**, int>)&LaunchEx,
        ["cuMemAlloc_v2"] = (nint)(delegate* unmanaged<ulong*, nuint, int>)&Allocate,
        ["cuMemFree_v2"] = (nint)(delegate* unmanaged<ulong, int>)&Free,
        ["cuMemGetInfo_v2"] = (nint)(delegate* unmanaged<nuint*, nuint*, int>)&MemoryInfo,
        ["cuMemHostAlloc"] = (nint)(delegate* unmanaged<void**, nuint, uint, int>)&AllocateHost,
        ["cuMemFreeHost"] = (nint)(delegate* unmanaged<void*, int>)&FreeHost,
        ["cuMemHostGetDevicePointer_v2"] = (nint)(delegate* unmanaged<ulong*, void*, uint, int>)&HostAddress,
        ["cuMemHostRegister_v2"] = (nint)(delegate* unmanaged<void*, nuint, uint, int>)&RegisterHost,
        ["cuMemHostUnregister"] = (nint)(delegate* unmanaged<void*, int>)&UnregisterHost,
        ["cuMemcpyHtoD_v2"] = (nint)(delegate* unmanaged<ulong, void*, nuint, int>)&HtoD,
        ["cuMemcpyDtoH_v2"] = (nint)(delegate* unmanaged<void*, ulong, nuint, int>)&DtoH,
        ["cuMemcpyDtoD_v2"] = (nint)(delegate* unmanaged<ulong, ulong, nuint, int>)&DtoD,
        ["cuMemcpyHtoDAsync_v2"] = (nint)(delegate* unmanaged<ulong, void*, nuint, nint, int>)&HtoDAsync,
        ["cuMemcpyDtoHAsync_v2"] = (nint)(delegate* unmanaged<void*, ulong, nuint, nint, int>)&DtoHAsync,
        ["cuMemcpyDtoDAsync_v2"] = (nint)(delegate* unmanaged<ulong, ulong, nuint, nint, int>)&DtoDAsync,
        ["cuMemsetD8_v2"] = (nint)(delegate* unmanaged<ulong, byte, nuint, int>)&Set,
        ["cuMemsetD8Async"] = (nint)(delegate* unmanaged<ulong, byte, nuint, nint, int>)&SetAsync,
        ["cuStreamCreate"] = (nint)(delegate* unmanaged<nint*, uint, int>)&CreateStream,
        ["cuStreamDestroy_v2"] = (nint)(delegate* unmanaged<nint, int>)&DestroyStream,
        ["cuStreamSynchronize"] = (nint)(delegate* unmanaged<nint, int>)&WaitStream,
        ["cuStreamQuery"] = (nint)(delegate* unmanaged<nint, int>)&QueryStream,
        ["cuStreamWaitEvent"] = (nint)(delegate* unmanaged<nint, nint, uint, int>)&StreamWaits,
        ["cuEventCreate"] = (nint)(delegate* unmanaged<nint*, uint, int>)&CreateEvent,
        ["cuEventDestroy_v2"] = (nint)(delegate* unmanaged<nint, int>)&DestroyEvent,
        ["cuEventRecord"] = (nint)(delegate* unmanaged<nint, nint, int>)&Record,
        ["cuEventSynchronize"] = (nint)(delegate* unmanaged<nint, int>)&WaitEvent,
        ["cuEventQuery"] = (nint)(delegate* unmanaged<nint, int>)&QueryEvent,
        ["cuEventElapsedTime"] = (nint)(delegate* unmanaged<float*, nint, nint, int>)&Elapsed,
        ["cuStreamBeginCapture_v2"] = (nint)(delegate* unmanaged<nint, int, int>)&BeginCapture,
        ["cuStreamEndCapture"] = (nint)(delegate* unmanaged<nint, nint*, int>)&EndCapture,
        ["cuGraphInstantiateWithFlags"] = (nint)(delegate* unmanaged<nint*, nint, ulong, int>)&Instantiate,
        ["cuGraphLaunch"] = (nint)(delegate* unmanaged<nint, nint, int>)&LaunchGraph,
        ["cuGraphExecDestroy"] = (nint)(delegate* unmanaged<nint, int>)&DestroyExec,
        ["cuGraphDestroy"] = (nint)(delegate* unmanaged<nint, int>)&DestroyGraph,
        ["cuGetErrorName"] = (nint)(delegate* unmanaged<int, byte**, int>)&ErrorName,
        ["cuGetErrorString"] = (nint)(delegate* unmanaged<int, byte**, int>)&ErrorString,
    };

    // These say what an error means after it has made all others fail.
    [UnmanagedCallersOnly]
    private static int ErrorName(int code, byte** text) => FakeGpu.ErrorText(text, code, isName: true);

    [UnmanagedCallersOnly]
    private static int ErrorString(int code, byte** text) => FakeGpu.ErrorText(text, code, isName: false);

    [UnmanagedCallersOnly]
    private static int Init(uint flags) => Call("cuInit", false, _ => CudaStatus.Success);

    [UnmanagedCallersOnly]
    private static int Version(int* version) => Call("cuDriverGetVersion", false, gpu => FakeGpu.Give(version, gpu.DriverVersion));

    [UnmanagedCallersOnly]
    private static int DeviceCount(int* count) => Call("cuDeviceGetCount", false, gpu => FakeGpu.Give(count, gpu.DeviceCount));

    [UnmanagedCallersOnly]
    private static int Device(int* device, int ordinal) => Call("cuDeviceGet", false, _ => FakeGpu.Give(device, ordinal));

    [UnmanagedCallersOnly]
    private static int DeviceName(byte* name, int length, int device) => Call("cuDeviceGetName", false, gpu => FakeGpu.Write(gpu.Name, name, length));

    [UnmanagedCallersOnly]
    private static int DeviceBus(byte* id, int length, int device) =>
        Call("cuDeviceGetPCIBusId", false, _ => FakeGpu.Write($"0000:{device:X2}:00.0", id, length));

    [UnmanagedCallersOnly]
    private static int DeviceMemory(nuint* bytes, int device) => Call("cuDeviceTotalMem_v2", false, gpu => FakeGpu.Give(bytes, (nuint)gpu.Memory.Total));

    [UnmanagedCallersOnly]
    private static int DeviceAttribute(int* value, int id, int device) => Call("cuDeviceGetAttribute", false, gpu => gpu.Attribute(value, id));

    [UnmanagedCallersOnly]
    private static int Retain(nint* context, int device) => Call("cuDevicePrimaryCtxRetain", false, gpu => gpu.RetainPrimary(context, device));

    [UnmanagedCallersOnly]
    private static int ReleasePrimary(int device) => Call("cuDevicePrimaryCtxRelease_v2", false, gpu => gpu.Remove(0x100 + device));

    [UnmanagedCallersOnly]
    private static int SetCurrent(nint context) => Call("cuCtxSetCurrent", false, gpu => gpu.SetContext(context));

    [UnmanagedCallersOnly]
    private static int GetCurrent(nint* context) => Call("cuCtxGetCurrent", false, gpu => gpu.GetContext(context));

    [UnmanagedCallersOnly]
    private static int Synchronize() => Call("cuCtxSynchronize", true, gpu => gpu.WaitAll());

    [UnmanagedCallersOnly]
    private static int LoadModule(nint* module, void* image, uint count, int* options, void** values) =>
        Call("cuModuleLoadDataEx", true, gpu => gpu.LoadModule(module, image, count, options, values));

    [UnmanagedCallersOnly]
    private static int UnloadModule(nint module) => Call("cuModuleUnload", true, gpu => gpu.UnloadModule(module));

    [UnmanagedCallersOnly]
    private static int Function(nint* function, nint module, byte* name) =>
        Call("cuModuleGetFunction", true, gpu => gpu.Function(function, module, name));

    [UnmanagedCallersOnly]
    private static int FunctionAttribute(int* value, int id, nint function) =>
        Call("cuFuncGetAttribute", true, gpu => gpu.FunctionAttribute(value, id, function));

    [UnmanagedCallersOnly]
    private static int SetFunctionAttribute(nint function, int id, int value) =>
        Call("cuFuncSetAttribute", true, gpu => gpu.SetFunctionAttribute(function, id, value));

    [UnmanagedCallersOnly]
    private static int ActiveBlocks(int* blocks, nint function, int size, nuint shared) =>
        Call("cuOccupancyMaxActiveBlocksPerMultiprocessor", true, gpu => gpu.ActiveBlocks(blocks, function, size, shared));

    [UnmanagedCallersOnly]
    private static int Launch(nint function, uint gx, uint gy, uint gz, uint bx, uint by, uint bz, uint shared, nint stream, void** arguments, void** extra) =>
        Call("cuLaunchKernel", true, gpu => gpu.Launch(function, new(gx, gy, gz), new(bx, by, bz), shared, stream, arguments));

    [UnmanagedCallersOnly]
    private static int LaunchEx(LaunchConfig* config, nint function, void** arguments, void** extra) =>
        Call("cuLaunchKernelEx", true, gpu => gpu.LaunchEx(config, function, arguments));

    [UnmanagedCallersOnly]
    private static int Allocate(ulong* address, nuint bytes) => Call("cuMemAlloc_v2", true, gpu => gpu.Allocate(address, bytes, onDevice: true));

    [UnmanagedCallersOnly]
    private static int Free(ulong address) => Call("cuMemFree_v2", true, gpu => gpu.Free(address));

    [UnmanagedCallersOnly]
    private static int MemoryInfo(nuint* free, nuint* total) => Call("cuMemGetInfo_v2", true, gpu => gpu.MemoryInfo(free, total));

    [UnmanagedCallersOnly]
    private static int AllocateHost(void** memory, nuint bytes, uint flags) =>
        Call("cuMemHostAlloc", true, gpu => gpu.Allocate((ulong*)memory, bytes, onDevice: false));

    [UnmanagedCallersOnly]
    private static int FreeHost(void* memory) => Call("cuMemFreeHost", true, gpu => gpu.Free((ulong)memory));

    [UnmanagedCallersOnly]
    private static int HostAddress(ulong* address, void* host, uint flags) =>
        Call("cuMemHostGetDevicePointer_v2", true, gpu => gpu.DeviceAddress(address, host));

    [UnmanagedCallersOnly]
    private static int RegisterHost(void* memory, nuint bytes, uint flags) =>
        Call("cuMemHostRegister_v2", true, gpu => gpu.Memory.Register((ulong)memory, (long)bytes) ? CudaStatus.Success : 712);

    [UnmanagedCallersOnly]
    private static int UnregisterHost(void* memory) => Call("cuMemHostUnregister", true, gpu => gpu.Memory.Unregister((ulong)memory) ? CudaStatus.Success : 713);

    [UnmanagedCallersOnly]
    private static int HtoD(ulong to, void* from, nuint bytes) =>
        Call("cuMemcpyHtoD_v2", true, gpu => gpu.Copy(to, (ulong)from, bytes, true, false, 0, waits: true));

    [UnmanagedCallersOnly]
    private static int DtoH(void* to, ulong from, nuint bytes) =>
        Call("cuMemcpyDtoH_v2", true, gpu => gpu.Copy((ulong)to, from, bytes, false, true, 0, waits: true));

    [UnmanagedCallersOnly]
    private static int DtoD(ulong to, ulong from, nuint bytes) =>
        Call("cuMemcpyDtoD_v2", true, gpu => gpu.Copy(to, from, bytes, true, true, 0, waits: false));

    [UnmanagedCallersOnly]
    private static int HtoDAsync(ulong to, void* from, nuint bytes, nint stream) =>
        Call("cuMemcpyHtoDAsync_v2", true, gpu => gpu.Copy(to, (ulong)from, bytes, true, false, stream, waits: false));

    [UnmanagedCallersOnly]
    private static int DtoHAsync(void* to, ulong from, nuint bytes, nint stream) =>
        Call("cuMemcpyDtoHAsync_v2", true, gpu => gpu.Copy((ulong)to, from, bytes, false, true, stream, waits: false));

    [UnmanagedCallersOnly]
    private static int DtoDAsync(ulong to, ulong from, nuint bytes, nint stream) =>
        Call("cuMemcpyDtoDAsync_v2", true, gpu => gpu.Copy(to, from, bytes, true, true, stream, waits: false));

    [UnmanagedCallersOnly]
    private static int Set(ulong address, byte value, nuint bytes) => Call("cuMemsetD8_v2", true, gpu => gpu.Set(address, value, bytes, 0));

    [UnmanagedCallersOnly]
    private static int SetAsync(ulong address, byte value, nuint bytes, nint stream) =>
        Call("cuMemsetD8Async", true, gpu => gpu.Set(address, value, bytes, stream));

    [UnmanagedCallersOnly]
    private static int CreateStream(nint* stream, uint flags) => Call("cuStreamCreate", true, gpu => gpu.CreateStream(stream, flags));

    [UnmanagedCallersOnly]
    private static int DestroyStream(nint stream) => Call("cuStreamDestroy_v2", true, gpu => gpu.Remove(stream));

    [UnmanagedCallersOnly]
    private static int WaitStream(nint stream) => Call("cuStreamSynchronize", true, gpu => gpu.WaitStream(stream));

    [UnmanagedCallersOnly]
    private static int QueryStream(nint stream) => Call("cuStreamQuery", true, gpu => gpu.QueryStream(stream));

    [UnmanagedCallersOnly]
    private static int StreamWaits(nint stream, nint waited, uint flags) => Call("cuStreamWaitEvent", true, gpu => gpu.WaitEvent(stream, waited));

    [UnmanagedCallersOnly]
    private static int CreateEvent(nint* created, uint flags) => Call("cuEventCreate", true, gpu => gpu.CreateEvent(created));

    [UnmanagedCallersOnly]
    private static int DestroyEvent(nint destroyed) => Call("cuEventDestroy_v2", true, gpu => gpu.Remove(destroyed));

    [UnmanagedCallersOnly]
    private static int Record(nint recorded, nint stream) => Call("cuEventRecord", true, gpu => gpu.RecordEvent(recorded, stream));

    [UnmanagedCallersOnly]
    private static int WaitEvent(nint waited) => Call("cuEventSynchronize", true, gpu => gpu.SynchronizeEvent(waited));

    [UnmanagedCallersOnly]
    private static int QueryEvent(nint queried) => Call("cuEventQuery", true, gpu => gpu.QueryEvent(queried));

    [UnmanagedCallersOnly]
    private static int Elapsed(float* milliseconds, nint start, nint end) =>
        Call("cuEventElapsedTime", true, gpu => gpu.Elapsed(milliseconds, start, end));

    [UnmanagedCallersOnly]
    private static int BeginCapture(nint stream, int mode) => Call("cuStreamBeginCapture_v2", true, gpu => gpu.BeginCapture(stream));

    [UnmanagedCallersOnly]
    private static int EndCapture(nint stream, nint* graph) => Call("cuStreamEndCapture", true, gpu => gpu.EndCapture(stream, graph));

    [UnmanagedCallersOnly]
    private static int Instantiate(nint* exec, nint graph, ulong flags) =>
        Call("cuGraphInstantiateWithFlags", true, gpu => gpu.Instantiate(exec, graph));

    [UnmanagedCallersOnly]
    private static int LaunchGraph(nint exec, nint stream) => Call("cuGraphLaunch", true, gpu => gpu.LaunchGraph(exec, stream));

    [UnmanagedCallersOnly]
    private static int DestroyExec(nint exec) => Call("cuGraphExecDestroy", true, gpu => gpu.Remove(exec));

    [UnmanagedCallersOnly]
    private static int DestroyGraph(nint graph) => Call("cuGraphDestroy", true, gpu => gpu.Remove(graph));

    private static int Call(string name, bool needsContext, Func<FakeGpu, int> work) => FakeGpu.Call(name, needsContext, work);
}
