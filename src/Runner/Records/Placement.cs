using static System.FormattableString;

namespace InferBench.Runner.Records;

/// <summary>
/// Which nodes of a model's graph ran on which execution provider, as the runtime's own profile of untimed runs tells: a prompt
/// and, where graph and runtime can, a decode step. A node that ran in both counts once.
/// </summary>
public sealed record Placement
{
    private const string Cpu = "CPUExecutionProvider";
    private const int MostOperators = 5;

    /// <summary>Why it was not looked at; null where it was.</summary>
    public string? NotObserved { get; init; }

    /// <summary>Execution provider that was asked for; null where nothing was looked at.</summary>
    public string? Asked { get; init; }

    /// <summary>What ran, by execution provider; copies between devices apart.</summary>
    public IReadOnlyDictionary<string, ProviderNodes>? Providers { get; init; }

    /// <summary>Nodes by operator that ran elsewhere than on the provider that was asked for, shape helpers apart.</summary>
    public IReadOnlyDictionary<string, int>? Elsewhere { get; init; }

    /// <summary>Nodes by operator that the runtime keeps on the CPU because they compute no more than shapes.</summary>
    public IReadOnlyDictionary<string, int>? ShapeHelpers { get; init; }

    /// <summary>Nodes that copy tensors between devices.</summary>
    public int? Copies { get; init; }

    /// <summary>Bytes that these copied in the last of the runs; null where the runtime does not tell.</summary>
    public long? CopiedBytes { get; init; }

    /// <summary>
    /// Copies from host to device that a decode step of one sequence costs: those of nodes, and those of what is fed. Null where no
    /// decode step was looked at, or the runtime does not tell; absent from older records.
    /// </summary>
    public int? StepToDevice { get; init; }

    /// <summary>The same from device to host, of nodes and of what is read.</summary>
    public int? StepToHost { get; init; }

    /// <summary>Bytes of all of them; null also where the runtime does not tell those of nodes.</summary>
    public long? StepBytes { get; init; }

    /// <summary>What speaks against the figures of the model; null where nothing does, and where it was not looked at.</summary>
    public GradeFinding? Finding()
    {
        if (Elsewhere is not { Count: > 0 } || Providers is null)
            return null;
        string others = string.Join(" and ", Providers.Keys.Where(name => name != Asked).Order(StringComparer.Ordinal));
        string none = Asked is not null && Providers.ContainsKey(Asked) ? "" : $", none on {Asked}";
        string copies = Copies > 0 ? Invariant($"; copies between devices: {Copies}") : "";
        return new(
            GradeReason.ProviderFallback,
            Invariant($"{Elsewhere.Values.Sum()} of {Providers.Values.Sum(p => p.Nodes)} nodes on {others}{none}: {Operators(Elsewhere)}{copies}"));
    }

    /// <summary>A grade with what this adds to it; null where there is neither.</summary>
    /// <param name="grade">What is known besides; null where there is no grade.</param>
    public Grade? On(Grade? grade) => Grade.WithCheck(grade, Finding(), NotObserved is null ? null : "placement");

    /// <summary>
    /// Where the nodes ran, in words; null where all ran on the CPU, as was asked for, where <see cref="Finding"/> says it, and
    /// where it was not looked at.
    /// </summary>
    public string? Summary()
    {
        if (Providers is null || Elsewhere is { Count: > 0 } || (Providers.Count == 1 && Providers.ContainsKey(Cpu) && Asked == Cpu && Copies is null or 0))
            return null;
        string nodes = string.Join(", ", Providers.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => Invariant($"{p.Value.Nodes} on {p.Key}")));
        return Invariant($"nodes: {nodes}; shape helpers among them: {ShapeHelpers?.Values.Sum() ?? 0}; copies between devices: {Copies ?? 0}");
    }

    private static string Operators(IReadOnlyDictionary<string, int> counts)
    {
        var most = counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).ToArray();
        string named = string.Join(", ", most.Take(MostOperators).Select(c => Invariant($"{c.Key} {c.Value}")));
        return most.Length <= MostOperators ? named : Invariant($"{named}, others {most.Skip(MostOperators).Sum(c => c.Value)}");
    }
}

/// <summary>The nodes that ran on one execution provider.</summary>
public sealed record ProviderNodes
{
    /// <summary>How many ran.</summary>
    public required int Nodes { get; init; }

    /// <summary>
    /// Their part of all nodes' time in the last of the runs, on the host's clock, copies included in the whole: where a provider
    /// works on behind the host's back, the time to tell it what to do. Null where the runtime measured no time at all.
    /// </summary>
    public double? TimeShare { get; init; }

    /// <summary>How many ran of each operator.</summary>
    public required IReadOnlyDictionary<string, int> Operators { get; init; }
}
