using System.IO.Compression;
using System.Text.Json;
using InferBench.Runner.Models;
using InferBench.Runner.Profile;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Inference;
using InferBench.Runner.Tests.Models;
using InferBench.Runner.Tests.Profile.Timeline;
using InferBench.Runner.Worker;
using InferBench.Runner.Workloads;

namespace InferBench.Runner.Tests.Profile;

/// <summary>Small models under the real runtime's profiler, trials in turns with those without it.</summary>
public sealed class ProfiledCaseTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(8, 0, 1, "prefill decode", 4)]
    [InlineData(0, 0, 1, "decode", 5)]
    [InlineData(8, 16, 1, "prefill decode", 4)]
    [InlineData(8, 16, 2, "decode", 4)]
    public void Operators_and_gaps_add_up_to_the_steps_of_every_phase(int prompt, int depth, int batch, string phases, int decodeSteps)
    {
        const int trials = 3;
        var (profile, _) = Run(prompt, depth, batch, trials);

        Assert.Equal(phases.Split(' '), profile.Phases.Select(p => p.Name));
        foreach (var phase in profile.Phases)
        {
            Assert.Equal(phase.StepNs, phase.OperatorsNs + phase.GapsNs.Values.Sum(), phase.StepNs * 1e-9);
            Assert.InRange(phase.Covered, 0.9, 1.1);
            Assert.All(phase.GapsNs.Where(g => g.Key != GapName.Unaccounted), g => Assert.True(g.Value >= 0, g.Key));
            Assert.Equal(trials * (phase.Name == ProfilePhase.Prefill ? 1 : decodeSteps), phase.Steps);
            // Each node runs once a step.
            Assert.All(phase.Operators, o => Assert.Equal(1, o.Calls));
            Assert.Equal(phase.Operators.OrderByDescending(o => o.Ns), phase.Operators);
            Assert.NotEqual("", phase.Advice);
            foreach (var key in (Func<OperatorTime, string>[])[o => o.Kind, o => o.Role, o => FormattableString.Invariant($"layer {o.Layer}")])
                Assert.Equal(phase.OperatorsNs, OperatorGroup.By(phase.Operators, key).Sum(g => g.Ns), phase.OperatorsNs * 1e-9);
        }

        string[] ofDecode = phases.Contains("prefill", StringComparison.Ordinal) ? [GapName.Selection, GapName.HostLoop] : [];
        Assert.All(ofDecode, gap => Assert.DoesNotContain(gap, profile.Phase(ProfilePhase.Prefill)!.GapsNs.Keys));
        Assert.Contains(GapName.Selection, profile.Phase(ProfilePhase.Decode)!.GapsNs.Keys);
    }

    [Fact]
    public void Operations_are_those_of_the_models_shapes_by_phase()
    {
        var (profile, info) = Run(prompt: 8, depth: 0, batch: 1, trials: 2);

        Check(ProfilePhase.Prefill, tokens: 8);
        Check(ProfilePhase.Decode, tokens: 1);

        void Check(string phase, int tokens)
        {
            var g = info.Geometry;
            var down = profile.Phase(phase)!.Operators.Where(o => o.Role == "down_proj").ToArray();
            Assert.Equal(g.Layers, down.Length);
            Assert.All(down, o => Assert.Equal(("matmul", 2.0 * tokens * g.Hidden * g.Intermediate), (o.Kind, o.Flops)));
            Assert.Equal(Enumerable.Range(0, g.Layers), down.Select(o => o.Layer!.Value).Order());
        }
    }

    [Fact]
    public void The_passes_are_the_unprofiled_one_and_the_profiled_one_with_its_cost()
    {
        var (profile, _) = Run(prompt: 8, depth: 0, batch: 1, trials: 4);

        Assert.Equal([ProfilePass.Unprofiled, ProfilePass.Operators, ProfilePass.Counters], profile.Passes.Select(p => p.Name));
        Assert.All(profile.Passes, p => Assert.Equal(4, p.Trials));
        Assert.Null(profile.Passes[0].Overhead);
        Assert.InRange(profile.Passes[1].Overhead!.Value, 0.5, 1000);
        Assert.All(profile.Passes, p => Assert.True(p.PrefillNs > 0 && p.DecodeNs > 0));
        Assert.All(profile.NotMeasured.Keys, what => Assert.StartsWith("counters.", what, StringComparison.Ordinal));
        Assert.Equal(0, profile.Dropped);
    }

    [Fact]
    public void Counters_of_each_phase_are_there_or_named_as_missing()
    {
        var (profile, _) = Run(prompt: 8, depth: 0, batch: 1, trials: 4);

        foreach (var phase in profile.Phases)
        {
            Assert.Equal(
                ["context_switches", "cycles", "instructions", "llc_misses", "page_faults", "task_clock_ns"],
                phase.Counters.Keys.Concat(profile.NotMeasured.Keys.Select(k => k["counters.".Length..])).Order(StringComparer.Ordinal));
            // Of one thread: its processor time is no more than the phase took, give or take what reading takes.
            if (phase.Counters.TryGetValue("task_clock_ns", out double ns))
                Assert.InRange(ns, 1000, 1e8);
        }
    }

    [Theory]
    [InlineData("t.json")]
    [InlineData("t.json.gz")]
    public void The_timeline_holds_every_measured_run_and_operator_and_keeps_the_formats_rules(string name)
    {
        string file = folder[name];
        var (profile, _) = Run(prompt: 8, depth: 0, batch: 1, trials: 3, file);

        Assert.Null(TimelineCheck.FaultOf(file));
        Assert.Equal((name, 0), (profile.Trace, profile.Dropped));
        using var raw = File.OpenRead(file);
        using Stream plain = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(raw, CompressionMode.Decompress) : raw;
        using var json = JsonDocument.Parse(plain);
        var events = json.RootElement.GetProperty("traceEvents").EnumerateArray().ToArray();
        int Named(string what) => events.Count(e => e.GetProperty("ph").GetString() == "X" && e.GetProperty("name").GetString() == what);
        Assert.Equal((3, 3, 3, 15), (Named("prefill"), Named("decode step 1"), Named("decode step 4"), Named("run")));
        Assert.Equal((12, 12), (Named("stage inputs"), Named("choose token, host loop")));
        foreach (var o in profile.Phase(ProfilePhase.Decode)!.Operators)
            Assert.Equal(15, Named(o.Node));
        Assert.Equal(2, events.Count(e => e.GetProperty("ph").GetString() == "C"));
        Assert.Single(Directory.GetFiles(folder.Path, "t.*"));
    }

    [Fact]
    public void Trials_that_have_no_room_in_the_runtimes_profiler_are_refused_with_the_flag()
    {
        OrtNative.Require();
        using var model = Open();
        var spec = Spec(prompt: 1, depth: 0, batch: 1) with { Generate = 100_000 };

        var refused = Assert.Throws<CaseRefusedException>(() => ProfiledCase.Open(model, spec, TimeProvider.System, null!));

        Assert.Matches(@"^--gen: a trial of 100000 tokens makes \d+ events of the runtime's profiler, allowed are 100000; generate fewer tokens$", refused.Message);
    }

    private (ProfileFacts Profile, ModelInfo Info) Run(int prompt, int depth, int batch, int trials, string? trace = null)
    {
        OrtNative.Require();
        using var model = Open();
        var spec = Spec(prompt, depth, batch);
        using var profiled = ProfiledCase.Open(model, spec, TimeProvider.System, model.Start(spec, TimeProvider.System, cold: false, out _));
        using var workload = profiled.Workload;
        var measured = CaseRunner.Run(workload, new() { Trials = trials, WarmUp = 2 }, TimeProvider.System);
        return (profiled.Facts(id => measured.Samples[id], measured.WarmUpTrials, trace, [new("memory_used", "bytes", [new(1, 2), new(3, 4)])]), model.Info);
    }

    private LoadedModel Open() =>
        LoadedModel.Open(folder.Synthesize(TinyPresets.Recipe(TinyPresets.Untied, Precision.Int4)), threads: 1, options: null, TimeProvider.System);

    private static CaseSpec Spec(int prompt, int depth, int batch) => new()
    {
        Engine = "ort",
        Device = "cpu",
        Model = "tiny",
        Prompt = prompt,
        Depth = depth,
        Batch = batch,
        Generate = 5,
        Profile = true,
    };
}
