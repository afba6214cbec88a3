using InferBench.Kernels.Cuda;
using InferBench.Kernels.Cuda.Driver;
using InferBench.Kernels.Tests.Cuda.FakeDriver;

namespace InferBench.Kernels.Tests.Cuda.Driver;

public sealed class NvmlTests
{
    [Fact]
    public void Memory_of_one_process()
    {
        var device = FakeNvml.Open().Devices()[1];

        Assert.Equal(2L << 30, device.MemoryOf(42));
        // The driver does not tell that of 41, and does not know 43.
        Assert.Equal((null, null), (device.MemoryOf(41), device.MemoryOf(43)));
        Assert.Null(FakeNvml.Open("nvmlDeviceGetComputeRunningProcesses_v3").Devices()[0].MemoryOf(42));
    }

    [Fact]
    public void Finds_a_GPU_by_its_place_on_the_bus_and_tells_its_numbers()
    {
        var nvml = FakeNvml.Open();
        var device = nvml.Device("0000:01:00.0");

        Assert.Equal("570.86.15", nvml.DriverVersion);
        Assert.Equal("GPU 2", device.Name);
        Assert.Equal((1001, 1002, 1981), (device.SmClockMegahertz, device.MemoryClockMegahertz, device.MaxSmClockMegahertz));
        Assert.Equal((512_345, 700_000, 1L << 40), (device.PowerMilliwatts, device.PowerLimitMilliwatts, device.EnergyMillijoules));
        Assert.Equal((61, 87, 50L << 30, true), (device.TemperatureCelsius, device.UtilizationPercent, device.UsedMemory, device.IsMig));
        Assert.Equal(ClockReasons.PowerCap | ClockReasons.SoftwareThermal, device.ClockReasons);
        Assert.Equal(["GPU 1", "GPU 2"], nvml.Devices().Select(found => found.Name));
    }

    [Fact]
    public void A_GPU_it_does_not_know_is_named() => Assert.Equal(
        "nvmlDeviceGetHandleByPciBusId 0000:07:00.0: NVML (6): Not Found", Assert.Throws<CudaException>(() => FakeNvml.Open().Device("0000:07:00.0")).Message);

    [Fact]
    public void Before_driver_535_clock_reasons_have_another_name() => Assert.Equal(
        ClockReasons.HardwareSlowdown, FakeNvml.Open("nvmlDeviceGetCurrentClocksEventReasons").Device("0000:01:00.0").ClockReasons);

    [Fact]
    public void What_a_GPU_does_not_say_is_not_zero()
    {
        Assert.Null(FakeNvml.OpenFailing("nvmlDeviceGetPowerUsage").Device("0000:01:00.0").PowerMilliwatts);
        Assert.Null(FakeNvml.OpenFailing("nvmlDeviceGetUtilizationRates").Device("0000:01:00.0").UtilizationPercent);
        Assert.Null(FakeNvml.OpenFailing("nvmlDeviceGetMigMode").Device("0000:01:00.0").IsMig);
        Assert.Null(FakeNvml.OpenFailing("nvmlDeviceGetCurrentClocksEventReasons").Device("0000:01:00.0").ClockReasons);
    }

    [Fact]
    public void One_that_does_not_start_says_why() => Assert.Equal(
        "NVML (fake) does not start: Not Supported (3)", Assert.Throws<CudaUnavailableException>(() => FakeNvml.OpenFailing("nvmlInit_v2")).Message);
}
