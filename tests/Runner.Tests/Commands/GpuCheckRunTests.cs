using InferBench.Kernels.Cuda.Driver;
using InferBench.Kernels.Tests.Cuda.FakeDriver;
using InferBench.Runner.Commands;
using InferBench.Runner.Options;
using InferBench.Runner.Records;
using InferBench.Runner.Sinks;
using InferBench.Runner.Store;

namespace InferBench.Runner.Tests.Commands;

/// <summary>The whole command on the fake GPU, with the kernels of one ladder at a small shape.</summary>
[Collection(nameof(FakeGpu))]
public sealed class GpuCheckRunTests : IDisposable
{
    private static readonly string[] EntryPoints =
        ["matmul_naive", "matmul_coalesced", "matmul_shared_tile", "matmul_register_column", "matmul_register_block", "matmul_vectorised", "matmul_warp_tile"];

    private readonly FakeGpu gpu = new();
    private readonly StringWriter words = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public GpuCheckRunTests() => CudaDriver.Substitute = gpu.Open();

    private string Results => Path.Combine(folder.FullName, "results.jsonl");

    public void Dispose()
    {
        CudaDriver.Substitute = null;
        Assert.Empty(gpu.Faults);
        gpu.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Kernels_that_fail_do_not_keep_others_from_being_measured_and_each_is_named()
    {
        gpu.Kernels["matmul_naive"] = FakeMatMul.Right;
        gpu.Kernels["matmul_coalesced"] = FakeMatMul.Zeros;

        Assert.Equal(ExitCode.SomeFailed, Run(TestContext.Current.CancellationToken));

        string[] lines = words.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("Kernels: 1 case measured, 6 failed, 1 of them with wrong results, 0 skipped.", lines[0]);
        Assert.Contains("  cuda.matmul.7_warp_tile 64x64x64: cuModuleGetFunction: CUDA_ERROR_NOT_FOUND (500): named symbol not found: matmul_warp_tile", lines);
        Assert.Single(lines, line => line.StartsWith("  cuda.matmul.2_coalesced 64x64x64: ", StringComparison.Ordinal));
        // 262,144 multiply-adds at 2 GHz, and half as long again with a cold cache.
        Assert.Single(lines, line => line.StartsWith("  matmul: 1_naive at 64x64x64 in 197 µs, ", StringComparison.Ordinal));
        Assert.StartsWith("Models: not tried: ", lines[^2], StringComparison.Ordinal);
        Assert.Equal($"All records, to be kept: {Results}", lines[^1]);
        Assert.Equal(7, ResultsReader.Records(Results, _ => { }).Count());
    }

    [Fact]
    public void A_device_that_is_lost_fails_every_case_after_and_loses_none_before()
    {
        foreach (string entryPoint in EntryPoints)
            gpu.Kernels[entryPoint] = FakeMatMul.Right;
        gpu.Kernels["matmul_vectorised"] = FakeMatMul.Faulty;

        Assert.Equal(ExitCode.SomeFailed, Run(TestContext.Current.CancellationToken));

        RunRecord[] records = [.. ResultsReader.Records(Results, _ => { })];
        int lost = Array.FindIndex(records, r => r.Case.Kernel == "cuda.matmul.6_vectorised");
        Assert.Equal(7, records.Length);
        Assert.All(records[..lost], r => Assert.Equal((CaseStatus.Ok, null), (r.Status, r.Reason)));
        Assert.All(records[lost..], r => Assert.Equal((CaseStatus.Failed, true), (r.Status, r.Reason!.Contains("CUDA_ERROR_ILLEGAL_ADDRESS (700)", StringComparison.Ordinal))));
        Assert.Contains($"{lost} {(lost == 1 ? "case" : "cases")} measured, {7 - lost} failed, 0 skipped", words.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Cancelled_it_says_what_it_has_and_keeps_it()
    {
        using var cancel = new CancellationTokenSource();
        int launches = 0;
        foreach (string entryPoint in EntryPoints)
        {
            gpu.Kernels[entryPoint] = FakeMatMul.Right with
            {
                Cycles = launch =>
                {
                    // Each case takes fewer than 20.
                    if (++launches == 40)
                        cancel.Cancel();
                    return FakeMatMul.Right.Cycles(launch);
                },
            };
        }

        Assert.ThrowsAny<OperationCanceledException>(() => Run(cancel.Token));

        RunRecord[] records = [.. ResultsReader.Records(Results, _ => { })];
        Assert.InRange(records.Length, 2, 6);
        Assert.All(records, r => Assert.Equal(CaseStatus.Ok, r.Status));
        Assert.Contains($"Kernels: {records.Length} cases measured, 0 failed, 0 skipped.", words.ToString(), StringComparison.Ordinal);
        Assert.Contains("Models: not tried: cancelled before all kernels were through", words.ToString(), StringComparison.Ordinal);
    }

    private int Run(CancellationToken cancellation)
    {
        var options = new GpuCheckOptions { Output = new() { Out = Results, Quiet = true }, CacheDirectory = folder.FullName };
        var kernels = GpuCheckCommand.Kernels(options) with
        {
            Kernels = ["matmul"],
            Shapes = ["64x64x64"],
            Ceilings = false,
            References = false,
            InProcess = true,
            Measurement = new() { Trials = 6, WarmUp = 1 },
        };
        return GpuCheckCommand.Run(options, kernels, Terminal.Open(words, redirected: true), cancellation);
    }
}
