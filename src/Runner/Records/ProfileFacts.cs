namespace InferBench.Runner.Records;

/// <summary>
/// Where the time of a case goes, phase by phase. Times of operators and gaps come from runs under ONNX Runtime's profiler, which
/// costs time itself: <see cref="Passes"/> says how much.
/// </summary>
public sealed record ProfileFacts
{
    /// <summary>What was run, the pass without any profiler first.</summary>
    public required IReadOnlyList<ProfilePass> Passes { get; init; }

    /// <summary>Prefill, where there is one, and decode.</summary>
    public required IReadOnlyList<ProfilePhase> Phases { get; init; }

    /// <summary>What was asked for or belongs to a profile and is not here, such as <c>kernels</c> or <c>counters.llc_misses</c>, with the reason.</summary>
    public required IReadOnlyDictionary<string, string> NotMeasured { get; init; }

    /// <summary>Name of the trace file, without its folder; null where none was asked for.</summary>
    public string? Trace { get; init; }

    /// <summary>Events that had no room, in the trace file or in what was read of the profilers; 0 where all had.</summary>
    public long Dropped { get; init; }

    /// <summary>The phase of that name; null where it was not profiled.</summary>
    /// <param name="name"><see cref="ProfilePhase.Prefill"/> or <see cref="ProfilePhase.Decode"/>.</param>
    public ProfilePhase? Phase(string name) => Phases.FirstOrDefault(p => p.Name == name);
}

/// <summary>Some trials with one way of looking.</summary>
public sealed record ProfilePass
{
    /// <summary>Without any profiler: what the others are held against.</summary>
    public const string Unprofiled = "unprofiled";

    /// <summary>Under ONNX Runtime's profiler.</summary>
    public const string Operators = "operators";

    /// <summary>Under CUPTI's activity tracing.</summary>
    public const string Kernels = "kernels";

    /// <summary>With hardware counters.</summary>
    public const string Counters = "counters";

    /// <summary>The largest slow-down of decode that leaves shares what they are without a profiler.</summary>
    public const double MostOverhead = 1.1;

    /// <summary>One of the names above.</summary>
    public required string Name { get; init; }

    /// <summary>Trials.</summary>
    public required int Trials { get; init; }

    /// <summary>Median time of a prefill, ns; null without one.</summary>
    public double? PrefillNs { get; init; }

    /// <summary>Median time of a decode step, ns.</summary>
    public required double DecodeNs { get; init; }

    /// <summary>Decode step of this pass / of the unprofiled one, from trials in turns; null for that one.</summary>
    public double? Overhead { get; init; }

    /// <summary>Whether it slows decode so much that its shares are not those of a run without it.</summary>
    public bool IsDistorted => Overhead > MostOverhead;
}
