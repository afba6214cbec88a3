using InferBench.Runner.Records;
using InferBench.Tests.Native;

namespace InferBench.EndToEnd.Tests;

/// <summary>A worker that samples a GPU through the real loader, on libraries of NVIDIA's names that the tests make.</summary>
public sealed class GpuSamplesTests(ModelFixture models) : IDisposable
{
    private readonly LyingRuntime lying = Compile();
    private readonly CompiledNvml nvml = CompiledNvml.Compile();

    public void Dispose()
    {
        lying.Dispose();
        nvml.Dispose();
    }

    private static LyingRuntime Compile()
    {
        Native.RequireOnnxRuntime();
        return LyingRuntime.Compile(Path.Combine(AppContext.BaseDirectory, "libonnxruntime.so.1"));
    }

    [Fact]
    public async Task The_record_has_its_watts_clocks_and_joules_a_token()
    {
        string drivers = lying.AddDriver();
        File.Copy(Path.Combine(nvml.Folder, "libnvidia-ml.so.1"), Path.Combine(drivers, "libnvidia-ml.so.1"));
        var variables = lying.Variables(("PROVIDER", "CUDAExecutionProvider"), ("PLACE", "*:CUDAExecutionProvider"), ("DEVICE", "100000000"));
        variables["LD_LIBRARY_PATH"] = variables["INFERBENCH_CUDA_PATH"] = drivers;
        variables["FAKE_NVML_RUNNING"] = "1";
        string file = Path.Combine(models.NewFolder(), "r.jsonl");

        await Inferbench.RunWith(
            variables, "run", "--model", models.Tiny("int4-f16"), "--device", "cuda:0", "--cache-dir", models.Cache, "--out", file, "--prompt", "8", "--gen", "4",
            "--min-time", "2.8", "--max-time", "20", "--warmup", "1", "--no-ceilings", "--no-quality", "--no-check", "--sample-interval", "20");

        var record = Assert.Single(Inferbench.ReadRecords(file), r => r.Case.Kernel is null);
        Assert.Equal((CaseStatus.Ok, null), (record.Status, record.Reason));
        var use = record.MachineUse!;
        Assert.Equal(20, use.Interval);
        Assert.DoesNotContain(use.NotObserved.Keys, name => name.StartsWith("gpu", StringComparison.Ordinal));
        foreach (var (series, value) in ((string, double)[])[("gpu_power", 300), ("gpu_sm_clock", 1.98e9), ("gpu_utilization", 0.9), ("gpu_temperature", 60)])
            Assert.Equal(new(value, value, use.Whole.Samples), use.Whole.Figures[series]);
        Assert.Empty(use.Whole.ClockReasons!);
        var energy = use.Whole.GpuEnergy!;
        Assert.Null(energy.Reason);
        // The counter moves every 100 ms, which samples see up to 20 ms later, or more where the machine is busy.
        Assert.InRange(energy.Watts()!.Value, 200, 450);
        Assert.InRange(energy.Updates, 5, 10 * use.Whole.Seconds + 1);
        double tokens = record.Trials * record.Case.Generate;
        Assert.Equal(energy.Watts()!.Value * use.Whole.Seconds / tokens, record.Values[MetricId.EnergyPerToken], 1e-9);
    }
}
