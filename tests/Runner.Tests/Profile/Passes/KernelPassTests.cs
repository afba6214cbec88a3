using InferBench.Kernels.Cuda.Cupti;
using InferBench.Runner.Models;
using InferBench.Runner.Profile.Operators;
using InferBench.Runner.Profile.Passes;
using InferBench.Runner.Profile.Timeline;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Inference;
using InferBench.Runner.Tests.Models;
using InferBench.Runner.Tests.Profile.Timeline;
using InferBench.Runner.Workloads;
using Lines = InferBench.Runner.Profile.Timeline.Timeline;

namespace InferBench.Runner.Tests.Profile.Passes;

/// <summary>The pass under CUPTI with a library that stands in for it, while the processor runs the model.</summary>
public sealed class KernelPassTests : IDisposable
{
    private const string Kernel = "_Z4gemvPKfPf";
    private const int Trials = 5;

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Work_belongs_to_the_step_that_asked_for_it_and_warm_up_is_none()
    {
        var trials = Run(CompiledCupti.Open(Kernel, launches: 2)).Value!;

        var analysis = CuptiAnalysis.Of(trials.Activity);
        Assert.Empty(analysis.Findings);
        foreach (var (phase, steps) in new[] { (RunPhase.Prefill, Trials), (RunPhase.Decode, 4 * Trials) })
        {
            var device = DeviceSteps.Of(analysis, phase)!;
            Assert.Equal((steps, 3.0), (device.Steps, device.Launches));
            Assert.Equal([new DeviceKernelTime("gemv", 2, 2000)], device.Kernels);
            Assert.Equal([new DeviceCopyTime("device_to_host", 1, 128, 200)], device.Copies);
            Assert.Equal((2200.0, 300.0), (device.BusyNs, device.LaunchLatencyNs));
        }

        Assert.Null(DeviceSteps.Of(analysis, RunPhase.WarmUp));
        Assert.Equal((Trials, Trials, Trials), (trials.Trials, trials.PrefillNs.Count, trials.DecodeNs.Count));
    }

    [Fact]
    public void The_timeline_has_calls_streams_and_an_arrow_for_each_launch()
    {
        var trials = Run(CompiledCupti.Open(Kernel, launches: 2)).Value!;
        var timeline = new Lines();
        KernelTimeline.Add(timeline, trials.Activity);
        TimelineFile.Write(folder["t.json"], timeline, new Dictionary<string, string>());

        Assert.Null(TimelineCheck.FaultOf(folder["t.json"]));
        const int steps = 5 * Trials;
        Assert.Equal(3 * steps, timeline.Arrows.Count());
        Assert.Equal(2 * steps, timeline.Slices.Count(s => s is { Name: "gemv", Track: { Group: "GPU 0", Name: "stream 7" } }));
        Assert.Equal(steps, timeline.Slices.Count(s => s.Name == "copy DeviceToHost"));
    }

    [Theory]
    [InlineData("cuptiSubscribe", 39, "another tool is attached to CUPTI")]
    [InlineData("cuptiActivityEnable", 35, "NVreg_RestrictProfilingToAdminUsers=0")]
    public void A_refusal_is_one_line_and_the_next_pass_is_free_to_start(string call, int status, string meaning)
    {
        var refused = Run(CompiledCupti.Open(Kernel, 1, call, status));

        Assert.Contains(meaning, refused.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Problem!);
        Assert.True(Run(CompiledCupti.Open(Kernel, 1)).IsMeasured);
    }

    private CuptiOutcome<KernelTrials> Run(CuptiLibrary library)
    {
        OrtNative.Require();
        string path = folder["model"];
        if (!Directory.Exists(path))
            path = folder.Synthesize(TinyPresets.Recipe(TinyPresets.Untied, Precision.Int4));
        using var model = LoadedModel.Open(path, threads: 1, options: null, TimeProvider.System);
        return KernelPass.Run(library, model, new() { Engine = "ort", Device = "cpu", Model = "tiny", Prompt = 8, Generate = 5 }, TimeProvider.System);
    }
}
