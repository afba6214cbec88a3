using InferBench.Runner.Records;
using InferBench.Tests.Native;

namespace InferBench.EndToEnd.Tests;

/// <summary>Devices that are not there beside one that is. The driver that is found cannot be loaded, whatever this machine has.</summary>
public sealed class AbsentDeviceTests(ModelFixture models)
{
    private const string Reason =
        "NVIDIA's driver library libcuda.so.1 was not found (libcuda.so.1 (INFERBENCH_CUDA_PATH): libcuda.so.1: file too short): install NVIDIA's driver, or start the container with its GPUs (docker run --gpus all)";

    private readonly Dictionary<string, string?> noDriver = [];

    private static string RealLibrary => Path.Combine(AppContext.BaseDirectory, "libonnxruntime.so.1");

    private Task<Inferbench.Outcome> Run(string file, string devices, params string[] more) => Run(noDriver, file, devices, more);

    private Task<Inferbench.Outcome> Run(Dictionary<string, string?> variables, string file, string devices, params string[] more)
    {
        Native.RequireOnnxRuntime();
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the driver's library has another name");
        if (noDriver.Count == 0)
        {
            string folder = models.NewFolder();
            File.WriteAllText(Path.Combine(folder, "libcuda.so.1"), "");
            noDriver.Add("INFERBENCH_CUDA_PATH", folder);
        }

        return Inferbench.RunWith(
            variables,
            [
                "run", "--model", "synth:llama-15m:int4-f16", "--device", devices, "--cache-dir", models.Cache, "--out", file,
                "--prompt", "8", "--gen", "4", "--trials", "5", "--warmup", "1", "--no-check", .. more,
            ]);
    }

    [Fact]
    public async Task A_device_that_is_not_there_is_a_row_that_says_why_and_fails_nothing()
    {
        string file = Path.Combine(models.NewFolder(), "r.jsonl");

        var outcome = await Run(file, "cpu,cuda:0");

        Assert.Equal(ExitCode.Ok, outcome.ExitCode);
        var records = Inferbench.ReadRecords(file).Where(r => r.Case.Kernel is null).ToDictionary(r => r.Case.Device);
        Assert.Equal((CaseStatus.Ok, null), (records["cpu"].Status, records["cpu"].Absent));
        var absent = records["cuda:0"];
        Assert.Equal((CaseStatus.Skipped, "cuda:0", Reason), (absent.Status, absent.Absent, absent.Reason));
        Assert.Empty(absent.Values);
        Assert.Empty(absent.Statistics);
        string row = Assert.Single(outcome.OutputLines, line => line.Contains("│ cuda:0 │", StringComparison.Ordinal));
        Assert.Equal(["not measured", "not measured", "-", "-", "-", "-", "-"], row.Split('│', StringSplitOptions.TrimEntries)[^8..^1]);
        Assert.Contains("synth:llama-15m:int4-f16, cuda:0, prompt 8, gen 4:\n  not measured: " + Reason, outcome.Output, StringComparison.Ordinal);
        Assert.Contains(outcome.ErrorLines, line => line.EndsWith("cuda:0 prompt 8 gen 4: not measured, " + Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_require_device_it_fails_the_run_and_the_others_are_measured()
    {
        string file = Path.Combine(models.NewFolder(), "r.jsonl");

        var outcome = await Run(file, "cuda:0,cpu", "--require-device", "--quiet");

        Assert.Equal((ExitCode.SomeFailed, "inferbench: --require-device: cuda:0 is not here; leave it out of the lists, or the flag\n"), (outcome.ExitCode, outcome.Errors));
        Assert.Equal([CaseStatus.Ok, CaseStatus.Skipped], Inferbench.ReadRecords(file).Select(r => r.Status).Order());
        Assert.Equal(0, (await Run(file, "cpu", "--require-device", "--quiet")).ExitCode);
    }

    [Fact]
    public async Task A_run_of_which_nothing_is_there_is_refused_before_anything_is_made()
    {
        string folder = models.NewFolder();

        var outcome = await Run(Path.Combine(folder, "r.jsonl"), "cuda:0");

        Assert.Equal((ExitCode.BadInput, $"inferbench: --device: found 'cuda:0', but {Reason}, or give --device cpu"), (outcome.ExitCode, Assert.Single(outcome.ErrorLines)));
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public async Task A_run_that_goes_on_looks_again_and_measures_what_is_there_by_then()
    {
        string file = Path.Combine(models.NewFolder(), "r.jsonl");
        Assert.Equal(0, (await Run(file, "cpu,cuda:0")).ExitCode);
        using var lying = LyingRuntime.Compile(RealLibrary);

        var still = await Run(file, "cpu,cuda:0", "--resume=attempted", "--require-device");
        var there = await Run(lying.Variables(("PROVIDER", "CUDAExecutionProvider")), file, "cpu,cuda:0", "--resume=attempted");

        Assert.Equal(ExitCode.SomeFailed, still.ExitCode);
        Assert.Contains($"{file} answers 2 of 2 cases", still.ErrorLines);
        Assert.Contains($"{file} answers 1 of 2 cases", there.ErrorLines);
        Assert.Equal(["cpu -", "cuda:0 -", "cuda:0 cuda:0"], Inferbench.ReadRecords(file).Select(r => $"{r.Case.Device} {r.Absent ?? "-"}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Files_with_rows_of_absent_devices_are_compared()
    {
        string before = Path.Combine(models.NewFolder(), "before.jsonl"), after = Path.Combine(models.NewFolder(), "after.jsonl");
        await Run(before, "cpu,cuda:0");
        await Run(after, "cpu,cuda:0");

        var outcome = await Inferbench.Run("compare", before, after);

        Assert.NotEqual(ExitCode.BadInput, outcome.ExitCode);
        Assert.Contains("base: skipped (NVIDIA's driver library libcuda.so.1 was not found", outcome.Output, StringComparison.Ordinal);
    }
}
