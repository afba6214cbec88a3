using InferBench.Kernels.Cuda.Cupti;
using InferBench.Runner.Devices.Counters;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Inference.OnnxRuntime.Trace;
using InferBench.Runner.Profile.Operators;
using InferBench.Runner.Profile.Passes;
using InferBench.Runner.Profile.Timeline;
using InferBench.Runner.Records;
using InferBench.Runner.Workloads;
using static System.FormattableString;

namespace InferBench.Runner.Profile;

/// <summary>A case with its passes: trials without a profiler, and beside them trials of the same under one.</summary>
public sealed class ProfiledCase : IDisposable
{
    // The runtime keeps some kilobyte of each event until it writes them all, and gives up at a million.
    private const int MostEvents = 200_000;

    private readonly LoadedModel model;
    private readonly CaseSpec spec;
    private readonly TimeProvider time;
    private readonly ProfileFolder folder;
    private readonly LoadedModel profiled;
    private readonly ProfilingPass operators;
    private readonly CounterPass? counters;
    private readonly Dictionary<string, string> notMeasured = [];

    private ProfiledCase(
        LoadedModel model, CaseSpec spec, TimeProvider time, ProfileFolder folder, LoadedModel profiled, ProfilingPass operators, CounterPass? counters, IGenerationWorkload plain)
    {
        this.model = model;
        this.spec = spec;
        this.time = time;
        this.folder = folder;
        this.profiled = profiled;
        this.operators = operators;
        this.counters = counters;
        Workload = new InTurns(plain, counters is null ? [operators] : [counters.Pass, operators]);
        if (counters is null)
            notMeasured.Add("counters", "counters of the processor are taken where it runs the model");
        else
            counters.Tell(notMeasured);
    }

    /// <summary>What is to be timed: trials without a profiler. The others run beside them, untimed. The caller closes it, before this.</summary>
    public IGenerationWorkload Workload { get; }

    /// <summary>Opens a second session under ONNX Runtime's profiler.</summary>
    /// <param name="model">The model; stays open.</param>
    /// <param name="spec">The case, of two generated tokens or more.</param>
    /// <param name="time">The clock.</param>
    /// <param name="plain">What the case is without a profiler; closed with <see cref="Workload"/>.</param>
    /// <exception cref="InsufficientMemoryException">There is no room for a second session.</exception>
    /// <exception cref="CaseRefusedException">The runtime's profiler has no room for a single trial.</exception>
    public static ProfiledCase Open(LoadedModel model, CaseSpec spec, TimeProvider time, IGenerationWorkload plain)
    {
        int trials = MostTrials(model, spec);
        var opened = new Stack<IDisposable>();
        try
        {
            // Before there is another session: its threads are not to be counted.
            var counters = spec.Device == "cpu" ? Keep(new CounterPass(CpuCounters.Open(), model, spec, time)) : null;
            var folder = Keep(new ProfileFolder());
            var profiled = Keep(model.Again(folder.Prefix));
            var operators = Keep(new ProfilingPass(ProfilePass.Operators, profiled, owned: false, spec, time) { MostTrials = trials });
            return new(model, spec, time, folder, profiled, operators, counters, plain);
        }
        catch
        {
            while (opened.TryPop(out var last))
                last.Dispose();
            throw;
        }

        T Keep<T>(T item)
            where T : IDisposable
        {
            opened.Push(item);
            return item;
        }
    }

    /// <summary>Ends profiling and says where the time went. Untimed, and once.</summary>
    /// <param name="samples">Samples of the trials without a profiler, nanoseconds, by metric.</param>
    /// <param name="warmUp">How many trials before them were for warming up.</param>
    /// <param name="trace">File for the timeline; null for none.</param>
    /// <param name="counters">Quantities over time to put into it.</param>
    /// <exception cref="BadInputException">The profile does not agree with what ran, or the timeline cannot be written.</exception>
    public ProfileFacts Facts(Func<string, IReadOnlyList<long>> samples, int warmUp, string? trace = null, IReadOnlyList<TimelineCounter>? counters = null)
    {
        profiled.EndProfiling();
        var profile = OperatorProfile.Read(folder.File(), new TraceLimits(), model.Folder, operators.Runs(warmUp));
        var reduction = new PhaseReduction(profile, operators, warmUp, spec);
        var kernels = Kernels();
        long dropped = trace is null ? 0 : WriteTimeline(trace, profile, kernels, counters ?? []);
        return ProfileRoofs.Complete(
            new()
            {
                Passes = [.. Passes(samples, warmUp, kernels)],
                Phases = [.. new[] { reduction.Prefill(), reduction.Decode() }.OfType<ProfilePhase>().Select(p => p with { Device = Device(kernels, p.Name), Counters = Counters(p.Name, warmUp) })],
                NotMeasured = notMeasured,
                Trace = trace is null ? null : Path.GetFileName(trace),
                Dropped = profile.Trace.Dropped + dropped,
            },
            spec, ceilings: null);
    }

    public void Dispose()
    {
        counters?.Dispose();
        profiled.Dispose();
        folder.Dispose();
    }

    private static int MostTrials(LoadedModel model, CaseSpec spec)
    {
        // Two spans of the runtime's own come with each run.
        long events = (ModelNodes.Read(model.Folder).All.Count() + 2) * (long)ProfilingPass.RunsOf(spec);
        return MostEvents / events is > 1 and var trials
            ? (int)trials
            : throw new CaseRefusedException(Invariant($"--gen: a trial of {spec.Generate} tokens makes {events} events of the runtime's profiler, allowed are {MostEvents / 2}; generate fewer tokens"));
    }

    private long WriteTimeline(string file, OperatorProfile profile, KernelTrials? kernels, IReadOnlyList<TimelineCounter> counters)
    {
        var timeline = new Timeline.Timeline();
        ProfileTimeline.Add(timeline, profile, operators);
        if (kernels is not null)
            KernelTimeline.Add(timeline, kernels.Activity);
        timeline.Counters.AddRange(counters);
        TimelineFile.Write(file, timeline, new Dictionary<string, string>
        {
            ["made_by"] = "inferbench profile",
            ["model"] = spec.Model,
            ["device"] = spec.Device,
            ["lengths"] = Invariant($"batch {spec.Batch}, depth {spec.Depth}, prompt {spec.Prompt}, gen {spec.Generate}"),
        });
        return timeline.Dropped;
    }

    private KernelTrials? Kernels()
    {
        const string name = "kernels";
        if (spec.Device == "cpu")
            return null;
        if (!CudaDeviceName.Is(spec.Device))
        {
            notMeasured.Add(name, "CUPTI traces kernels of CUDA devices alone");
            return null;
        }

        var library = CuptiLibrary.Open();
        var trials = library.Value is { } cupti ? KernelPass.Run(cupti, model, spec, time) : new(library.Problem!);
        if (trials.Problem is { } problem)
            notMeasured.Add(name, OneLine.Of(problem, 500));
        return trials.Value;
    }

    private IReadOnlyDictionary<string, double> Counters(string phase, int warmUp) => counters?.Of(PhaseOf(phase), warmUp, notMeasured) ?? new Dictionary<string, double>();

    private static DeviceActivity? Device(KernelTrials? kernels, string phase) =>
        kernels is null ? null : DeviceSteps.Of(CuptiAnalysis.Of(kernels.Activity), PhaseOf(phase));

    private static RunPhase PhaseOf(string phase) => phase == ProfilePhase.Prefill ? RunPhase.Prefill : RunPhase.Decode;

    private IEnumerable<ProfilePass> Passes(Func<string, IReadOnlyList<long>> samples, int warmUp, KernelTrials? kernels)
    {
        var plain = new PassTimes(samples(MetricId.PrefillTime), samples(MetricId.DecodeTime), spec.Generate - 1);
        yield return plain.Pass(ProfilePass.Unprofiled, null);
        yield return new PassTimes(operators.Samples(MetricId.PrefillTime, warmUp), operators.Samples(MetricId.DecodeTime, warmUp), spec.Generate - 1).Pass(ProfilePass.Operators, plain);
        if (counters is { Pass: var counted })
            yield return new PassTimes(counted.Samples(MetricId.PrefillTime, warmUp), counted.Samples(MetricId.DecodeTime, warmUp), spec.Generate - 1).Pass(ProfilePass.Counters, plain);
        if (kernels is not null)
            yield return new PassTimes(kernels.PrefillNs, kernels.DecodeNs, spec.Generate - 1).Pass(ProfilePass.Kernels, plain);
    }
}
