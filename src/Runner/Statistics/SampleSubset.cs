using InferBench.Runner.Records;
using MathNet.Numerics.Random;

namespace InferBench.Runner.Statistics;

/// <summary>Keeps a record small: every subset of the wanted size is equally likely, and order is kept.</summary>
public static class SampleSubset
{
    /// <summary>All samples, or a seeded uniform subset of <see cref="SampleSeries.MaxKept"/> of them.</summary>
    public static SampleSeries Take(IReadOnlyList<long> samples, int seed = 0)
    {
        if (samples.Count <= SampleSeries.MaxKept)
            return new SampleSeries { Count = samples.Count, Values = [.. samples] };

        // Selection sampling: Knuth, The Art of Computer Programming, volume 2, algorithm 3.4.2 S.
        var random = new Xoshiro256StarStar(seed, threadSafe: false);
        var kept = new List<long>(SampleSeries.MaxKept);
        for (var i = 0; kept.Count < SampleSeries.MaxKept; i++)
        {
            if (random.NextDouble() * (samples.Count - i) < SampleSeries.MaxKept - kept.Count)
                kept.Add(samples[i]);
        }

        return new SampleSeries { Count = samples.Count, Values = kept };
    }
}
