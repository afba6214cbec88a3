using InferBench.Kernels.Cuda;
using InferBench.Kernels.Tests.Cuda.FakeDriver;
using InferBench.Runner.Commands;
using InferBench.Runner.Models;
using InferBench.Runner.Options;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Inference;

namespace InferBench.Runner.Tests.Commands;

[Collection(nameof(FakeGpu))]
public sealed class AbsentTargetsTests : IDisposable
{
    private readonly FakeGpu gpu = new();

    // Nothing is made: 1,024 positions are the preset's.
    private static RequestedPlan Requested(RunOptions options) => RequestedPlan.Of(options, new ModelCache(Path.Combine(Path.GetTempPath(), "inferbench-no-such-cache")));

    private static RunOptions Options(params string[] devices) => new() { Models = ["synth:llama-15m:int4-f16"], Devices = devices, Generates = [32], Threads = [1] };

    public void Dispose()
    {
        Assert.Empty(gpu.Faults);
        gpu.Dispose();
    }

    [Fact]
    public void The_cpu_is_always_there_and_no_driver_is_looked_for() =>
        Assert.Empty(AbsentTargets.Of(Options("cpu"), OrtNative.Require(), () => throw new InvalidOperationException("looked for")));

    [Fact]
    public void A_device_without_a_driver_or_beyond_those_it_lists_is_absent_for_that_reason()
    {
        var runtime = OrtNative.Require();

        Assert.Equal(
            new("ort", "cuda:0", "cuda:0", "no driver here"),
            Assert.Single(AbsentTargets.Of(Options("cpu", "cuda:0"), runtime, () => throw new CudaUnavailableException("no driver here"))));
        Assert.Equal(
            "cuda:3: there is no such device; the driver lists 1, cuda:0 to cuda:0",
            Assert.Single(AbsentTargets.Of(Options("cuda:3", "cpu"), runtime, gpu.Open)).Reason);
    }

    [Fact]
    public void A_device_that_is_there_needs_the_library_s_provider_too()
    {
        var runtime = OrtNative.Require();

        Assert.Equal(runtime.WhyNot("cuda:0"), AbsentTargets.Of(Options("cuda:0"), runtime, gpu.Open).SingleOrDefault()?.Reason);
        Assert.StartsWith(
            runtime.Providers.Contains("WebGpuExecutionProvider") ? "WebGpuExecutionProvider chooses the adapter by itself: give webgpu:0" : "ONNX Runtime ",
            Assert.Single(AbsentTargets.Of(Options("webgpu:1"), runtime)).Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetDirectoryName(runtime.Path)!, runtime.WhyNot("cuda:0") ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Cases_of_what_is_absent_are_skipped_and_the_others_stay()
    {
        var options = Options("cpu", "cuda:0") with { Prompts = [128, 4000] };

        var plan = AbsentTargets.Skip(Requested(options), [new("ort", "cuda:0", "cuda:0", "no driver")], options).Plan;

        Assert.Equal(
            [
                "cpu 128 - -", "cpu 4000 found prompt 4000 + gen 32 tokens, allowed are at most 2048 positions of synth:llama-15m:int4-f16 -",
                "cuda:0 128 no driver cuda:0", "cuda:0 4000 no driver cuda:0",
            ],
            plan.Cases.Select(c => $"{c.Spec.Device} {c.Spec.Prompt} {c.SkipReason ?? "-"} {c.Absent ?? "-"}").Order(StringComparer.Ordinal));
        Assert.Equal([false, true], plan.Groups.OrderBy(g => g.Shared.Device).Select(g => g.IsAbsent));
    }

    [Fact]
    public void A_plan_of_which_nothing_is_here_is_refused_with_every_reason()
    {
        var options = Options("cuda:0", "webgpu:0") with { Sources = new Dictionary<string, string> { ["--device"] = "p.json: line 3: device" } };
        AbsentTarget[] absent = [new("ort", "cuda:0", "cuda:0", "no driver"), new("ort", "webgpu:0", "webgpu:0", "no adapter")];

        var refused = Assert.Throws<BadInputException>(() => AbsentTargets.Skip(Requested(options), absent, options));

        Assert.Equal(
            ["p.json: line 3: device: found 'cuda:0', but no driver, or give --device cpu", "p.json: line 3: device: found 'webgpu:0', but no adapter, or give --device cpu"],
            refused.Problems);
    }
}
