namespace InferBench.Kernels.Cuda.Driver;

/// <summary>Entry points of NVML (nvml.h). Each returns nvmlReturn_t, 0 where all is well.</summary>
internal sealed unsafe class NvmlApi(Func<string, nint> exports) : NativeApi("NVML", exports)
{
    private nint init, errorString, systemGetDriverVersion, deviceGetHandleByPciBusId, deviceGetCount, deviceGetHandleByIndex, deviceGetName,
        deviceGetMigMode, deviceGetUtilizationRates, deviceGetMemoryInfo, deviceGetPowerUsage, deviceGetEnforcedPowerLimit, deviceGetTotalEnergyConsumption,
        deviceGetTemperature, deviceGetClockInfo, deviceGetMaxClockInfo, deviceGetClocksEventReasons, deviceGetClocksThrottleReasons, deviceGetComputeRunningProcesses;

    public delegate* unmanaged<int> Init => (delegate* unmanaged<int>)Entry(ref init, "nvmlInit_v2");
    public delegate* unmanaged<int, byte*> ErrorString => (delegate* unmanaged<int, byte*>)Entry(ref errorString, "nvmlErrorString");
    public delegate* unmanaged<byte*, uint, int> SystemGetDriverVersion =>
        (delegate* unmanaged<byte*, uint, int>)Entry(ref systemGetDriverVersion, "nvmlSystemGetDriverVersion");
    public delegate* unmanaged<byte*, nint*, int> DeviceGetHandleByPciBusId =>
        (delegate* unmanaged<byte*, nint*, int>)Entry(ref deviceGetHandleByPciBusId, "nvmlDeviceGetHandleByPciBusId_v2");
    public delegate* unmanaged<uint*, int> DeviceGetCount => (delegate* unmanaged<uint*, int>)Entry(ref deviceGetCount, "nvmlDeviceGetCount_v2");
    public delegate* unmanaged<uint, nint*, int> DeviceGetHandleByIndex =>
        (delegate* unmanaged<uint, nint*, int>)Entry(ref deviceGetHandleByIndex, "nvmlDeviceGetHandleByIndex_v2");
    public delegate* unmanaged<nint, byte*, uint, int> DeviceGetName => (delegate* unmanaged<nint, byte*, uint, int>)Entry(ref deviceGetName, "nvmlDeviceGetName");
    public delegate* unmanaged<nint, uint*, uint*, int> DeviceGetMigMode =>
        (delegate* unmanaged<nint, uint*, uint*, int>)Entry(ref deviceGetMigMode, "nvmlDeviceGetMigMode");

    public delegate* unmanaged<nint, NvmlUtilization*, int> DeviceGetUtilizationRates =>
        (delegate* unmanaged<nint, NvmlUtilization*, int>)Entry(ref deviceGetUtilizationRates, "nvmlDeviceGetUtilizationRates");
    public delegate* unmanaged<nint, NvmlMemory*, int> DeviceGetMemoryInfo =>
        (delegate* unmanaged<nint, NvmlMemory*, int>)Entry(ref deviceGetMemoryInfo, "nvmlDeviceGetMemoryInfo");
    public delegate* unmanaged<nint, uint*, int> DeviceGetPowerUsage => (delegate* unmanaged<nint, uint*, int>)Entry(ref deviceGetPowerUsage, "nvmlDeviceGetPowerUsage");
    public delegate* unmanaged<nint, uint*, int> DeviceGetEnforcedPowerLimit =>
        (delegate* unmanaged<nint, uint*, int>)Entry(ref deviceGetEnforcedPowerLimit, "nvmlDeviceGetEnforcedPowerLimit");
    public delegate* unmanaged<nint, ulong*, int> DeviceGetTotalEnergyConsumption =>
        (delegate* unmanaged<nint, ulong*, int>)Entry(ref deviceGetTotalEnergyConsumption, "nvmlDeviceGetTotalEnergyConsumption");
    public delegate* unmanaged<nint, uint, uint*, int> DeviceGetTemperature =>
        (delegate* unmanaged<nint, uint, uint*, int>)Entry(ref deviceGetTemperature, "nvmlDeviceGetTemperature");
    public delegate* unmanaged<nint, uint, uint*, int> DeviceGetClockInfo =>
        (delegate* unmanaged<nint, uint, uint*, int>)Entry(ref deviceGetClockInfo, "nvmlDeviceGetClockInfo");
    public delegate* unmanaged<nint, uint, uint*, int> DeviceGetMaxClockInfo =>
        (delegate* unmanaged<nint, uint, uint*, int>)Entry(ref deviceGetMaxClockInfo, "nvmlDeviceGetMaxClockInfo");
    public delegate* unmanaged<nint, ulong*, int> DeviceGetClocksEventReasons =>
        (delegate* unmanaged<nint, ulong*, int>)Entry(ref deviceGetClocksEventReasons, "nvmlDeviceGetCurrentClocksEventReasons");
    public delegate* unmanaged<nint, ulong*, int> DeviceGetClocksThrottleReasons =>
        (delegate* unmanaged<nint, ulong*, int>)Entry(ref deviceGetClocksThrottleReasons, "nvmlDeviceGetCurrentClocksThrottleReasons");
    public delegate* unmanaged<nint, uint*, NvmlProcess*, int> DeviceGetComputeRunningProcesses =>
        (delegate* unmanaged<nint, uint*, NvmlProcess*, int>)Entry(ref deviceGetComputeRunningProcesses, "nvmlDeviceGetComputeRunningProcesses_v3");
}
