using static System.FormattableString;

namespace InferBench.Runner.Records;

/// <summary>Where the time of a phase goes, as a tree: phase, kind in or outside of layers, role, node; gaps beside the kinds.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Ns">Its time in a step, ns.</param>
/// <param name="Parts">What it is made of, the longest first; empty for a node or gap. Their times add up to its own.</param>
public sealed record ProfileTree(string Name, double Ns, IReadOnlyList<ProfileTree> Parts)
{
    /// <summary>A phase by the runtime's profile, with its gaps.</summary>
    public static ProfileTree Of(ProfilePhase phase) => new(phase.Name, phase.StepNs, Sorted(
    [
        .. phase.Operators.GroupBy(o => (InLayer: o.Layer is not null, o.Kind)).Select(kind => Sum(Title(kind.Key.InLayer, kind.Key.Kind, kind), kind.GroupBy(o => o.Role).Select(Role))),
        .. phase.GapsNs.Where(g => g.Value != 0).Select(g => new ProfileTree("gap: " + g.Key.Replace('_', ' '), g.Value, [])),
    ]));

    /// <summary>What ran on the GPU in the same phase, and the rest of the step; null where it was not traced.</summary>
    public static ProfileTree? OfDevice(ProfilePhase phase)
    {
        if (phase.Device is not { } device)
            return null;
        ProfileTree[] work =
        [
            .. device.Kernels.Select(k => new ProfileTree(k.Name, k.Ns, [])),
            .. device.Copies.Select(c => new ProfileTree("copy: " + c.Direction.Replace('_', ' '), c.Ns, [])),
        ];
        return new($"{phase.Name} on the GPU", device.StepNs, Sorted([.. work, new("no kernel or copy", device.StepNs - work.Sum(w => w.Ns), [])]));
    }

    private static string Title(bool inLayer, string kind, IEnumerable<OperatorTime> nodes) =>
        inLayer && nodes.Select(n => n.Layer).Distinct().Count() is var layers ? Invariant($"{kind}, {layers} {(layers == 1 ? "layer" : "layers")}") : $"{kind}, outside of layers";

    private static ProfileTree Role(IGrouping<string, OperatorTime> role) => Sum(role.Key, role.Select(o => new ProfileTree(o.Node, o.Ns, [])));

    private static ProfileTree Sum(string name, IEnumerable<ProfileTree> parts)
    {
        var sorted = Sorted([.. parts]);
        return new(name, sorted.Sum(p => p.Ns), sorted);
    }

    private static IReadOnlyList<ProfileTree> Sorted(ProfileTree[] parts) => [.. parts.OrderByDescending(p => p.Ns).ThenBy(p => p.Name, StringComparer.Ordinal)];
}
