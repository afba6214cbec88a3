namespace InferBench.Kernels.Cuda.Driver;

/// <summary>
/// Entry points of the driver (cuda.h). Each returns CUresult, 0 where all is well. Handles are pointers, a CUdevice is a number, a
/// CUdeviceptr has 64 bits. The suffixes are those that exist since CUDA 11.
/// </summary>
internal sealed unsafe class DriverApi(Func<string, nint> exports) : NativeApi("the CUDA driver", exports)
{
    private nint init, driverGetVersion, getErrorName, getErrorString, deviceGetCount, deviceGet, deviceGetName, deviceTotalMem, deviceGetAttribute,
        deviceGetPciBusId, primaryCtxRetain, primaryCtxRelease, ctxSetCurrent, ctxGetCurrent, ctxSynchronize, moduleLoadDataEx, moduleUnload, moduleGetFunction,
        funcGetAttribute, funcSetAttribute, launchKernel, launchKernelEx, occupancyMaxActiveBlocks, memAlloc, memFree, memGetInfo, memHostAlloc,
        memFreeHost, memHostGetDevicePointer, memHostRegister, memHostUnregister, memcpyHtoD, memcpyDtoH, memcpyDtoD, memcpyHtoDAsync, memcpyDtoHAsync, memcpyDtoDAsync, memsetD8, memsetD8Async,
        streamCreate, streamDestroy, streamSynchronize, streamQuery, streamWaitEvent, eventCreate, eventDestroy, eventRecord, eventSynchronize, eventQuery,
        eventElapsedTime, streamBeginCapture, streamEndCapture, graphInstantiate, graphLaunch, graphExecDestroy, graphDestroy;

    public delegate* unmanaged<uint, int> Init => (delegate* unmanaged<uint, int>)Entry(ref init, "cuInit");
    public delegate* unmanaged<int*, int> DriverGetVersion => (delegate* unmanaged<int*, int>)Entry(ref driverGetVersion, "cuDriverGetVersion");
    public delegate* unmanaged<int, byte**, int> GetErrorName => (delegate* unmanaged<int, byte**, int>)Entry(ref getErrorName, "cuGetErrorName");
    public delegate* unmanaged<int, byte**, int> GetErrorString => (delegate* unmanaged<int, byte**, int>)Entry(ref getErrorString, "cuGetErrorString");
    public delegate* unmanaged<int*, int> DeviceGetCount => (delegate* unmanaged<int*, int>)Entry(ref deviceGetCount, "cuDeviceGetCount");
    public delegate* unmanaged<int*, int, int> DeviceGet => (delegate* unmanaged<int*, int, int>)Entry(ref deviceGet, "cuDeviceGet");
    public delegate* unmanaged<byte*, int, int, int> DeviceGetName => (delegate* unmanaged<byte*, int, int, int>)Entry(ref deviceGetName, "cuDeviceGetName");
    public delegate* unmanaged<nuint*, int, int> DeviceTotalMem => (delegate* unmanaged<nuint*, int, int>)Entry(ref deviceTotalMem, "cuDeviceTotalMem_v2");
    public delegate* unmanaged<int*, int, int, int> DeviceGetAttribute => (delegate* unmanaged<int*, int, int, int>)Entry(ref deviceGetAttribute, "cuDeviceGetAttribute");
    public delegate* unmanaged<byte*, int, int, int> DeviceGetPciBusId => (delegate* unmanaged<byte*, int, int, int>)Entry(ref deviceGetPciBusId, "cuDeviceGetPCIBusId");

    public delegate* unmanaged<nint*, int, int> PrimaryCtxRetain => (delegate* unmanaged<nint*, int, int>)Entry(ref primaryCtxRetain, "cuDevicePrimaryCtxRetain");
    public delegate* unmanaged<int, int> PrimaryCtxRelease => (delegate* unmanaged<int, int>)Entry(ref primaryCtxRelease, "cuDevicePrimaryCtxRelease_v2");
    public delegate* unmanaged<nint, int> CtxSetCurrent => (delegate* unmanaged<nint, int>)Entry(ref ctxSetCurrent, "cuCtxSetCurrent");
    public delegate* unmanaged<nint*, int> CtxGetCurrent => (delegate* unmanaged<nint*, int>)Entry(ref ctxGetCurrent, "cuCtxGetCurrent");
    public delegate* unmanaged<int> CtxSynchronize => (delegate* unmanaged<int>)Entry(ref ctxSynchronize, "cuCtxSynchronize");

    public delegate* unmanaged<nint*, void*, uint, int*, void**, int> ModuleLoadDataEx =>
        (delegate* unmanaged<nint*, void*, uint, int*, void**, int>)Entry(ref moduleLoadDataEx, "cuModuleLoadDataEx");
    public delegate* unmanaged<nint, int> ModuleUnload => (delegate* unmanaged<nint, int>)Entry(ref moduleUnload, "cuModuleUnload");
    public delegate* unmanaged<nint*, nint, byte*, int> ModuleGetFunction =>
        (delegate* unmanaged<nint*, nint, byte*, int>)Entry(ref moduleGetFunction, "cuModuleGetFunction");
    public delegate* unmanaged<int*, int, nint, int> FuncGetAttribute => (delegate* unmanaged<int*, int, nint, int>)Entry(ref funcGetAttribute, "cuFuncGetAttribute");
    public delegate* unmanaged<nint, int, int, int> FuncSetAttribute => (delegate* unmanaged<nint, int, int, int>)Entry(ref funcSetAttribute, "cuFuncSetAttribute");
    public delegate* unmanaged<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, int> LaunchKernel =>
        (delegate* unmanaged<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, int>)Entry(ref launchKernel, "cuLaunchKernel");
    public delegate* unmanaged<LaunchConfig*, nint, void**, void**, int> LaunchKernelEx =>
        (delegate* unmanaged<LaunchConfig*, nint, void**, void**, int>)Entry(ref launchKernelEx, "cuLaunchKernelEx");
    public delegate* unmanaged<int*, nint, int, nuint, int> OccupancyMaxActiveBlocks =>
        (delegate* unmanaged<int*, nint, int, nuint, int>)Entry(ref occupancyMaxActiveBlocks, "cuOccupancyMaxActiveBlocksPerMultiprocessor");

    public delegate* unmanaged<ulong*, nuint, int> MemAlloc => (delegate* unmanaged<ulong*, nuint, int>)Entry(ref memAlloc, "cuMemAlloc_v2");
    public delegate* unmanaged<ulong, int> MemFree => (delegate* unmanaged<ulong, int>)Entry(ref memFree, "cuMemFree_v2");
    public delegate* unmanaged<nuint*, nuint*, int> MemGetInfo => (delegate* unmanaged<nuint*, nuint*, int>)Entry(ref memGetInfo, "cuMemGetInfo_v2");
    public delegate* unmanaged<void**, nuint, uint, int> MemHostAlloc => (delegate* unmanaged<void**, nuint, uint, int>)Entry(ref memHostAlloc, "cuMemHostAlloc");
    public delegate* unmanaged<void*, int> MemFreeHost => (delegate* unmanaged<void*, int>)Entry(ref memFreeHost, "cuMemFreeHost");
    public delegate* unmanaged<ulong*, void*, uint, int> MemHostGetDevicePointer =>
        (delegate* unmanaged<ulong*, void*, uint, int>)Entry(ref memHostGetDevicePointer, "cuMemHostGetDevicePointer_v2");
    public delegate* unmanaged<void*, nuint, uint, int> MemHostRegister =>
        (delegate* unmanaged<void*, nuint, uint, int>)Entry(ref memHostRegister, "cuMemHostRegister_v2");
    public delegate* unmanaged<void*, int> MemHostUnregister => (delegate* unmanaged<void*, int>)Entry(ref memHostUnregister, "cuMemHostUnregister");
    public delegate* unmanaged<ulong, void*, nuint, int> MemcpyHtoD => (delegate* unmanaged<ulong, void*, nuint, int>)Entry(ref memcpyHtoD, "cuMemcpyHtoD_v2");
    public delegate* unmanaged<void*, ulong, nuint, int> MemcpyDtoH => (delegate* unmanaged<void*, ulong, nuint, int>)Entry(ref memcpyDtoH, "cuMemcpyDtoH_v2");
    public delegate* unmanaged<ulong, ulong, nuint, int> MemcpyDtoD => (delegate* unmanaged<ulong, ulong, nuint, int>)Entry(ref memcpyDtoD, "cuMemcpyDtoD_v2");
    public delegate* unmanaged<ulong, void*, nuint, nint, int> MemcpyHtoDAsync =>
        (delegate* unmanaged<ulong, void*, nuint, nint, int>)Entry(ref memcpyHtoDAsync, "cuMemcpyHtoDAsync_v2");
    public delegate* unmanaged<void*, ulong, nuint, nint, int> MemcpyDtoHAsync =>
        (delegate* unmanaged<void*, ulong, nuint, nint, int>)Entry(ref memcpyDtoHAsync, "cuMemcpyDtoHAsync_v2");
    public delegate* unmanaged<ulong, ulong, nuint, nint, int> MemcpyDtoDAsync =>
        (delegate* unmanaged<ulong, ulong, nuint, nint, int>)Entry(ref memcpyDtoDAsync, "cuMemcpyDtoDAsync_v2");
    public delegate* unmanaged<ulong, byte, nuint, int> MemsetD8 => (delegate* unmanaged<ulong, byte, nuint, int>)Entry(ref memsetD8, "cuMemsetD8_v2");
    public delegate* unmanaged<ulong, byte, nuint, nint, int> MemsetD8Async =>
        (delegate* unmanaged<ulong, byte, nuint, nint, int>)Entry(ref memsetD8Async, "cuMemsetD8Async");

    public delegate* unmanaged<nint*, uint, int> StreamCreate => (delegate* unmanaged<nint*, uint, int>)Entry(ref streamCreate, "cuStreamCreate");
    public delegate* unmanaged<nint, int> StreamDestroy => (delegate* unmanaged<nint, int>)Entry(ref streamDestroy, "cuStreamDestroy_v2");
    public delegate* unmanaged<nint, int> StreamSynchronize => (delegate* unmanaged<nint, int>)Entry(ref streamSynchronize, "cuStreamSynchronize");
    public delegate* unmanaged<nint, int> StreamQuery => (delegate* unmanaged<nint, int>)Entry(ref streamQuery, "cuStreamQuery");
    public delegate* unmanaged<nint, nint, uint, int> StreamWaitEvent => (delegate* unmanaged<nint, nint, uint, int>)Entry(ref streamWaitEvent, "cuStreamWaitEvent");
    public delegate* unmanaged<nint*, uint, int> EventCreate => (delegate* unmanaged<nint*, uint, int>)Entry(ref eventCreate, "cuEventCreate");
    public delegate* unmanaged<nint, int> EventDestroy => (delegate* unmanaged<nint, int>)Entry(ref eventDestroy, "cuEventDestroy_v2");
    public delegate* unmanaged<nint, nint, int> EventRecord => (delegate* unmanaged<nint, nint, int>)Entry(ref eventRecord, "cuEventRecord");
    public delegate* unmanaged<nint, int> EventSynchronize => (delegate* unmanaged<nint, int>)Entry(ref eventSynchronize, "cuEventSynchronize");
    public delegate* unmanaged<nint, int> EventQuery => (delegate* unmanaged<nint, int>)Entry(ref eventQuery, "cuEventQuery");
    public delegate* unmanaged<float*, nint, nint, int> EventElapsedTime =>
        (delegate* unmanaged<float*, nint, nint, int>)Entry(ref eventElapsedTime, "cuEventElapsedTime");

    public delegate* unmanaged<nint, int, int> StreamBeginCapture => (delegate* unmanaged<nint, int, int>)Entry(ref streamBeginCapture, "cuStreamBeginCapture_v2");
    public delegate* unmanaged<nint, nint*, int> StreamEndCapture => (delegate* unmanaged<nint, nint*, int>)Entry(ref streamEndCapture, "cuStreamEndCapture");
    public delegate* unmanaged<nint*, nint, ulong, int> GraphInstantiate =>
        (delegate* unmanaged<nint*, nint, ulong, int>)Entry(ref graphInstantiate, "cuGraphInstantiateWithFlags");
    public delegate* unmanaged<nint, nint, int> GraphLaunch => (delegate* unmanaged<nint, nint, int>)Entry(ref graphLaunch, "cuGraphLaunch");
    public delegate* unmanaged<nint, int> GraphExecDestroy => (delegate* unmanaged<nint, int>)Entry(ref graphExecDestroy, "cuGraphExecDestroy");
    public delegate* unmanaged<nint, int> GraphDestroy => (delegate* unmanaged<nint, int>)Entry(ref graphDestroy, "cuGraphDestroy");
}
