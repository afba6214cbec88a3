namespace InferBench.Runner.Records;

/// <summary>
/// Raw samples of one metric. Times are integer nanoseconds. At most <see cref="MaxKept"/> values are kept:
/// a seeded uniform subset when there were more; statistics always come from all of them.
/// </summary>
public sealed record SampleSeries
{
    /// <summary>Values kept in a record.</summary>
    public const int MaxKept = 2_000;

    /// <summary>How many samples were taken.</summary>
    public required int Count { get; init; }

    /// <summary>The samples, in the order they were taken.</summary>
    public required IReadOnlyList<long> Values { get; init; }
}
