namespace InferBench.Runner.Records;

/// <summary>Operators of one phase that have something in common. Sums over groups are sums over operators.</summary>
/// <param name="Name">What they have in common.</param>
/// <param name="Nodes">How many nodes.</param>
/// <param name="Calls">Their calls in a step.</param>
/// <param name="Ns">Their time in a step, ns.</param>
/// <param name="Flops">Operations of those that have a formula; null where none has.</param>
/// <param name="Bytes">The same of bytes.</param>
/// <param name="FlopsNs">The time of the operators whose operations are known: a rate is of this time, not of all.</param>
/// <param name="BytesNs">The same for bytes.</param>
public sealed record OperatorGroup(string Name, int Nodes, double Calls, double Ns, double? Flops, double? Bytes, double FlopsNs, double BytesNs)
{
    /// <summary>Floating-point operations a second; null where none is known.</summary>
    public double? FlopsPerSecond => Flops > 0 && FlopsNs > 0 ? Flops / FlopsNs * 1e9 : null;

    /// <summary>Bytes a second; null where none is known.</summary>
    public double? BytesPerSecond => Bytes > 0 && BytesNs > 0 ? Bytes / BytesNs * 1e9 : null;

    /// <summary>The time of the operators that have any formula, ns: what <see cref="Least"/> is to be held against.</summary>
    public double KnownNs => Math.Max(FlopsNs, BytesNs);

    /// <summary>What they have in common, the group that took the longest first.</summary>
    /// <param name="operators">Operators of one phase.</param>
    /// <param name="key">Names the group of one.</param>
    public static IReadOnlyList<OperatorGroup> By(IEnumerable<OperatorTime> operators, Func<OperatorTime, string> key) =>
    [
        .. operators.GroupBy(key, StringComparer.Ordinal).Select(g => Of(g.Key, [.. g])).OrderByDescending(g => g.Ns).ThenBy(g => g.Name, StringComparer.Ordinal),
    ];

    /// <summary>The least time that both ceilings leave, ns, and which of them binds; null where a ceiling or a formula is missing.</summary>
    /// <param name="roof">The ceilings.</param>
    public (double Ns, string Limit)? Least(Roof? roof)
    {
        if (roof is not { Compute: { } compute, Bandwidth: { } bandwidth } || Flops is not { } flops || Bytes is not { } bytes)
            return null;
        double computing = flops / compute * 1e9, moving = bytes / bandwidth * 1e9;
        return computing >= moving ? (computing, "compute") : (moving, "memory");
    }

    private static OperatorGroup Of(string name, OperatorTime[] operators)
    {
        OperatorTime[] counted = [.. operators.Where(o => o.Flops is not null)], moved = [.. operators.Where(o => o.Bytes is not null)];
        return new(
            name, operators.Length, operators.Sum(o => o.Calls), operators.Sum(o => o.Ns),
            counted.Length > 0 ? counted.Sum(o => o.Flops) : null, moved.Length > 0 ? moved.Sum(o => o.Bytes) : null, counted.Sum(o => o.Ns), moved.Sum(o => o.Ns));
    }
}
