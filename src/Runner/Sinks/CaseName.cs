using InferBench.Runner.Records;
using static System.FormattableString;

namespace InferBench.Runner.Sinks;

/// <summary>A case in words: its model and lengths, and whatever else of it is not the usual.</summary>
internal static class CaseName
{
    /// <summary>The parts of the name, such as <c>batch 4</c>.</summary>
    public static IReadOnlyList<string> Parts(CaseSpec c) => c.Kernel is { } kernel ? KernelParts(kernel, c) :
    [
        c.Model,
        .. c.Engine != "ort" ? [c.Engine] : Array.Empty<string>(),
        .. c.Device != "cpu" ? [c.Device] : Array.Empty<string>(),
        .. c.Batch != 1 ? [Invariant($"batch {c.Batch}")] : Array.Empty<string>(),
        .. c.Depth != 0 ? [Invariant($"depth {c.Depth}")] : Array.Empty<string>(),
        Invariant($"prompt {c.Prompt}"),
        Invariant($"gen {c.Generate}"),
        .. c.Threads > 0 ? [Invariant($"threads {c.Threads}")] : Array.Empty<string>(),
        .. c.Options is not null ? [c.Options.ToString()] : Array.Empty<string>(),
    ];

    private static string[] KernelParts(string kernel, CaseSpec c) =>
    [
        kernel,
        c.Shape ?? "",
        .. c.Device != "cpu" ? [c.Device] : Array.Empty<string>(),
        .. c.Threads > 0 ? [Invariant($"threads {c.Threads}")] : Array.Empty<string>(),
        .. c.Isa is not null ? [c.Isa] : Array.Empty<string>(),
        .. c.Cached == true ? ["cached"] : Array.Empty<string>(),
    ];

    /// <summary>What several cases have in common and no other of <paramref name="all"/> has; else some of their names.</summary>
    /// <param name="cases">One or more of them.</param>
    /// <param name="all">Every case there is.</param>
    public static string OfSeveral(IReadOnlyList<CaseSpec> cases, IReadOnlyList<CaseSpec> all)
    {
        if (cases.Count == 1)
            return string.Join(", ", Parts(cases[0]));
        if (cases.Count == all.Count)
            return Invariant($"all {cases.Count} cases");
        var common = Traits(cases[0]).Where(t => cases.All(c => Traits(c).Contains(t)) && !all.All(c => Traits(c).Contains(t))).ToArray();
        if (all.Count(c => common.All(Traits(c).Contains)) == cases.Count)
            return Invariant($"{string.Join(", ", common)} ({cases.Count} cases)");
        return cases.Count <= 3
            ? string.Join("; ", cases.Select(c => string.Join(", ", Parts(c))))
            : Invariant($"{cases.Count} cases such as {string.Join(", ", Parts(cases[0]))}");
    }

    private static string[] Traits(CaseSpec c) => c.Kernel is { } kernel
        ? [kernel, c.Shape ?? "", c.Device, Invariant($"threads {c.Threads}"), c.Isa ?? "any instruction set", c.Cached == true ? "cached" : "not cached"] :
    [
        c.Model, c.Engine, c.Device, Invariant($"batch {c.Batch}"), Invariant($"depth {c.Depth}"), Invariant($"prompt {c.Prompt}"),
        Invariant($"gen {c.Generate}"), Invariant($"threads {c.Threads}"), c.Options?.ToString() ?? "no session options",
    ];
}
