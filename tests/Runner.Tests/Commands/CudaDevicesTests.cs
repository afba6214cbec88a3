using InferBench.Kernels.Cuda;
using InferBench.Kernels.Tests.Cuda.FakeDriver;
using InferBench.Runner.Commands;
using InferBench.Runner.Devices;
using InferBench.Runner.Records;
using InferBench.Runner.Sinks;

namespace InferBench.Runner.Tests.Commands;

[Collection(nameof(FakeGpu))]
public sealed class CudaDevicesTests : IDisposable
{
    private readonly FakeGpu gpu = new() { DeviceCount = 2 };

    public void Dispose()
    {
        Assert.Empty(gpu.Faults);
        gpu.Dispose();
    }

    [Fact]
    public void Every_device_has_the_drivers_facts_and_what_NVML_sees_of_it()
    {
        var listing = CudaDevices.Read(gpu.Open, () => FakeNvml.Open());

        Assert.Equal((null, "12.4", "570.86.15", null), (listing.Problem, listing.CudaVersion, listing.DriverVersion, listing.NvmlProblem));
        Assert.Equal(["cuda:0", "cuda:1"], listing.Devices.Select(device => device.Id));
        var second = listing.Devices[1];
        Assert.Equal(("NVIDIA Fake H200", "9.0", "0000:01:00.0", 132, 2_000_000_000L), (second.Name, second.ComputeCapability, second.PciBusId, second.Multiprocessors, second.ClockHz));
        Assert.Equal((1L << 26, 2.0 * 3_201_000_000 * 768, 1L << 20, true, false), (second.MemoryBytes, second.PeakMemoryBandwidth, second.L2CacheBytes, second.Ecc, second.MigSlice));
        Assert.Equal((61, 512.345, 700, 1001, 87, 50L << 30), (second.Now!.TemperatureCelsius, second.Now.PowerWatts, second.Now.PowerLimitWatts, second.Now.SmClockMegahertz, second.Now.UtilizationPercent, second.Now.UsedMemoryBytes));
        Assert.Equal(["PowerCap", "SoftwareThermal"], second.Now.ClockReasons);
        // NVML knows no GPU at the first one's place.
        Assert.Null(listing.Devices[0].Now);
    }

    [Fact]
    public void Without_NVML_devices_are_listed_all_the_same()
    {
        var listing = CudaDevices.Read(gpu.Open, () => throw new CudaUnavailableException("none here"));

        Assert.Equal((null, "none here", 2), (listing.DriverVersion, listing.NvmlProblem, listing.Devices.Count));
    }

    [Fact]
    public void Why_there_is_no_device_is_one_line()
    {
        gpu.Failing["cuInit"] = 100;
        Assert.Equal(
            "the CUDA driver (fake, CUDA 12.4) has no usable device: CUDA_ERROR_NO_DEVICE (100): no CUDA-capable device is detected", CudaDevices.Read(gpu.Open).Problem);
        gpu.Failing.Clear();
        gpu.DeviceCount = 0;
        Assert.Equal("cuda:0: there is no such device; the driver lists none", CudaDevices.Read(gpu.Open).Problem);
    }

    [Fact]
    public void The_text_says_what_was_not_observed()
    {
        gpu.DeviceCount = 1;
        gpu.Name = "NVIDIA A100 MIG 1g.5gb";

        Assert.Equal(
            [
                "cpu     a processor, 8 logical cores, 16.0 GiB",
                "cuda    driver 570.86.15, CUDA 12.4",
                "cuda:0  NVIDIA A100 MIG 1g.5gb, compute capability 9.0, 132 multiprocessors at up to 2,000 MHz, 64.0 MiB with ECC, 4,917 GB/s by clock and width, L2 1.00 MiB, bus 0000:00:00.0, a slice of a GPU (MIG)",
                "        now: not observed",
            ],
            Text(CudaDevices.Read(gpu.Open, () => FakeNvml.Open())));
        Assert.Equal(["cpu     a processor, 8 logical cores, 16.0 GiB", "cuda    none: no driver"], Text(new() { Problem = "no driver" }));
        Assert.Contains(
            "        now: 61 °C, power not observed, 1,001 MHz, busy 87% of the time, 50.0 GiB used, clock held back: PowerCap",
            Text(new()
            {
                Devices =
                [
                    CudaDevices.Read(gpu.Open).Devices[0] with
                    {
                        Now = new() { TemperatureCelsius = 61, SmClockMegahertz = 1001, UtilizationPercent = 87, UsedMemoryBytes = 50L << 30, ClockReasons = ["PowerCap"] },
                    },
                ],
            }));
    }

    [Fact]
    public void The_doctor_names_what_kernels_have_to_work_with_and_where_it_looked()
    {
        var findings = CudaKernelFindings.Of(gpu.Open(), []).ToArray();

        Assert.All(findings, finding => Assert.Equal("cuda kernels", finding.Topic));
        Assert.Equal("driver: fake, CUDA 12.4", findings[0].What);
        Assert.Single(findings, finding => finding.What.StartsWith("code for sm_90: ", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.What.StartsWith("looked in the system's loader for ", StringComparison.Ordinal));
        Assert.All(findings, finding => Assert.Equal(finding.State == FindingState.Missing, finding.Mend is not null));
        Assert.All(
            findings.Where(finding => finding.What.StartsWith("without cuBLAS", StringComparison.Ordinal)),
            finding => Assert.DoesNotContain("libnvidia-ml", finding.Mend!.ToString(), StringComparison.Ordinal));
    }

    private static IEnumerable<string> Text(CudaListing cuda) => DeviceText.Lines(new()
    {
        Schema = DeviceListing.CurrentSchema,
        Cpu = TestRecords.Ok().Environment.Cpu with { Model = "a processor", LogicalCores = 8 },
        MemoryBytes = 16L << 30,
        Cuda = cuda,
    });
}
