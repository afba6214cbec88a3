using InferBench.Kernels.Cuda.Driver;
using InferBench.Runner.Devices.Sampling;
using InferBench.Runner.Records;
using InferBench.Runner.Worker;
using InferBench.Tests.Native;

namespace InferBench.Runner.Tests.Devices.Sampling;

public sealed class MachineSamplerTests
{
    private static NvmlDevice Device(CompiledNvml nvml) =>
        NvmlLibrary.Load(new LibraryPlaces(name => name == NativeLibraries.Override ? nvml.Folder : null, []), []).Device("0000:00:00.0");

    private static MachineSampler Of(RecordedTree tree, GpuSensors gpu, int interval = 100) =>
        new(new HostSensors(tree.Host, processors: 2, isVirtual: false), gpu, interval, TimeProvider.System, capacity: 256);

    private static MachineUse Use(MachineSampler sampler) =>
        UseReduction.Of(sampler, [new(0, long.MaxValue, default)], TimeProvider.System.TimestampFrequency, takesTurns: false);

    [Fact]
    public void A_GPU_is_told_in_the_units_of_records()
    {
        using var nvml = CompiledNvml.Compile();
        using var tree = new RecordedTree();
        nvml.Set("reasons", 4);
        nvml.Set("now_ms", 2_050);
        using var sampler = Of(tree, new(Device(nvml)));

        sampler.Sample();
        nvml.Set("sm_mhz", 990);
        nvml.Set("power_mw", 700_500);
        sampler.Sample();
        var use = Use(sampler);

        Assert.Equal(
            new Dictionary<string, UseFigures>
            {
                ["gpu_utilization"] = new(0.9, 0.9, 2),
                ["gpu_memory"] = new(5.36871e9, 5.36871e9, 2),
                ["gpu_power"] = new(500.25, 700.5, 2),
                ["gpu_temperature"] = new(60, 60, 2),
                ["gpu_sm_clock"] = new(1.485e9, 1.98e9, 2),
                ["gpu_memory_clock"] = new(2.619e9, 2.619e9, 2),
            },
            use.Whole.Figures);
        Assert.Equal(new Dictionary<string, int> { ["PowerCap"] = 2 }, use.Whole.ClockReasons);
        Assert.Equal((600.0, 1401.0), (sampler.Ring.Value(0, MachineSeries.GpuEnergy), sampler.Ring.Value(1, MachineSeries.GpuEnergy)));
        Assert.DoesNotContain(use.NotObserved.Keys, name => name.StartsWith("gpu", StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_GPU_does_not_tell_is_absent_with_the_reason()
    {
        using var nvml = CompiledNvml.Compile(oldDriver: true);
        using var tree = new RecordedTree();
        nvml.Set("clock_status", 3);
        using var sampler = Of(tree, new(Device(nvml)));

        sampler.Sample();
        var use = Use(sampler);

        Assert.DoesNotContain("gpu_sm_clock", use.Whole.Figures.Keys);
        Assert.Null(use.Whole.GpuEnergy);
        Assert.Equal("this driver's NVML is too old for it", use.NotObserved["gpu_energy"]);
        Assert.Equal("this GPU does not tell it (NVML: not supported)", use.NotObserved["gpu_sm_clock"]);
        Assert.Equal("no processor tells its clock (cpufreq); what /proc/cpuinfo says instead is on many virtual machines a constant, and not taken", use.NotObserved["cpu_clock"]);
    }

    [Fact]
    public void A_GPU_that_is_lost_keeps_its_samples_and_says_so()
    {
        using var nvml = CompiledNvml.Compile();
        using var tree = new RecordedTree();
        using var sampler = Of(tree, new(Device(nvml)));

        sampler.Sample();
        nvml.Set("status", 15);
        sampler.Sample();
        sampler.Sample();
        var use = Use(sampler);

        Assert.Equal((3, new UseFigures(300, 300, 1)), (use.Whole.Samples, use.Whole.Figures["gpu_power"]));
        Assert.Equal("NVML (15): GPU is lost: its samples end there", use.NotObserved["gpu"]);
    }

    [Fact]
    public void Without_a_library_the_reason_is_said_once()
    {
        using var tree = new RecordedTree();
        using var sampler = Of(tree, new(null, "it was not found"));
        sampler.Sample();

        Assert.Equal(["gpu"], Use(sampler).NotObserved.Keys.Where(name => name.StartsWith("gpu", StringComparison.Ordinal)));
        Assert.Equal("it was not found", Use(sampler).NotObserved["gpu"]);
        Assert.Equal("only NVML is asked, and it knows CUDA devices alone", GpuSensors.Of("webgpu:0").WhyNone);
        Assert.Null(GpuSensors.Of("cpu").WhyNone);
    }

    [Fact]
    public void It_runs_beside_until_it_is_stopped_and_again()
    {
        using var tree = new RecordedTree().File("proc/self/statm", "9000 250");
        using var sampler = Of(tree, new(null), interval: 10);

        foreach (int _ in (int[])[1, 2])
        {
            sampler.Start();
            Assert.True(SpinWait.SpinUntil(() => sampler.Ring.Taken >= 4, TimeSpan.FromSeconds(30)));
            sampler.Stop();
            long taken = sampler.Ring.Taken;
            sampler.Stop();

            Assert.Equal(taken, sampler.Ring.Taken);
            var times = Enumerable.Range(0, sampler.Ring.Count).Select(sampler.Ring.Time).ToArray();
            Assert.Equal(times.Order(), times);
            Assert.InRange(sampler.Cost, TimeSpan.FromTicks(1), sampler.LongestCost);
        }
    }
}
