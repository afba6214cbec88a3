namespace InferBench.Runner.Measurement;

/// <summary>Raw samples by metric id while a case runs: integer nanoseconds, or counts, in the order they were taken.</summary>
public sealed class SampleSet
{
    private readonly Dictionary<string, List<long>> series = [];

    /// <summary>Ids that have at least one sample.</summary>
    public IReadOnlyCollection<string> Ids => series.Keys;

    /// <summary>Samples of one metric; empty when there are none.</summary>
    public IReadOnlyList<long> this[string metricId] => series.TryGetValue(metricId, out var list) ? list : [];

    /// <summary>Adds one sample.</summary>
    public void Add(string metricId, long value)
    {
        if (!series.TryGetValue(metricId, out var list))
            series.Add(metricId, list = []);
        list.Add(value);
    }
}
