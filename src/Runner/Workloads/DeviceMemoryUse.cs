using InferBench.Kernels.Cuda;
using InferBench.Kernels.Cuda.Driver;
using InferBench.Runner.Records;

namespace InferBench.Runner.Workloads;

/// <summary>What this process has in use of a CUDA device's memory, as NVML tells; of other devices nobody does.</summary>
internal sealed class DeviceMemoryUse
{
    private const string Cpu = "cpu";

    private readonly string device;
    private readonly NvmlDevice? gpu;
    private readonly string? reason;
    private readonly long? whileLoading;

    /// <summary>Looks for the first time: the model is open.</summary>
    /// <param name="device">The device, such as <c>cuda:0</c>.</param>
    public DeviceMemoryUse(string device)
    {
        this.device = device;
        if (!CudaDeviceName.Is(device))
        {
            reason = "only NVML tells what a process has in use of a device's memory, and it knows CUDA devices alone";
            return;
        }

        try
        {
            gpu = NvmlDevice.OfCuda(CudaDeviceName.Ordinal(device));
            whileLoading = Now;
        }
        catch (Exception e) when (e is CudaUnavailableException or CudaException)
        {
            reason = e.Message;
        }
    }

    private long? Now => gpu?.MemoryOf(Environment.ProcessId);

    /// <summary>A case is over: the peak, or why there is none. Nothing at all of the processor.</summary>
    public void AddPeak(Dictionary<string, double> values, Dictionary<string, string> notMeasured)
    {
        if (device == Cpu)
            return;
        if (Now is { } now)
            values.Add(MetricId.MemoryDevicePeak, Math.Max(now, whileLoading ?? 0));
        else
            notMeasured.Add(MetricId.MemoryDevicePeak, reason ?? "NVML does not list this process, whose number may be another in its container");
    }
}
