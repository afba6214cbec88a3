using InferBench.Runner.Records;
using InferBench.Runner.Statistics;

namespace InferBench.Runner.Profile.Passes;

/// <summary>Times of the trials of one pass.</summary>
/// <param name="PrefillNs">Of each prompt, ns; empty without one.</param>
/// <param name="DecodeNs">Of all decode steps of each trial, ns.</param>
/// <param name="Steps">Decode steps of a trial.</param>
internal sealed record PassTimes(IReadOnlyList<long> PrefillNs, IReadOnlyList<long> DecodeNs, int Steps)
{
    /// <summary>What a record says of the pass.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="plain">The pass without a profiler, trial k beside its k-th; null for that one itself.</param>
    public ProfilePass Pass(string name, PassTimes? plain) => new()
    {
        Name = name,
        Trials = DecodeNs.Count,
        PrefillNs = PrefillNs.Count > 0 ? Median(PrefillNs.Select(ns => (double)ns)) : null,
        DecodeNs = Median(DecodeNs.Select(ns => (double)ns / Steps)),
        // Neighbours are divided first: what both met is then in neither.
        Overhead = plain is null ? null : Median(DecodeNs.Zip(plain.DecodeNs, (with, without) => (double)with / without)),
    };

    private static double Median(IEnumerable<double> values) => Descriptive.Percentile(Descriptive.Sorted([.. values]), 0.5);
}
