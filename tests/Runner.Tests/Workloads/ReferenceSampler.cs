using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Workloads;

/// <summary>Sampling by its definition, in float64 and with a full sort.</summary>
internal static class ReferenceSampler
{
    /// <summary>What may be drawn, most likely first, with cumulative probabilities that end at 1.</summary>
    public static (int Id, double Cumulative)[] Distribution(IReadOnlyList<float> logits, SamplingSpec spec)
    {
        double max = logits.Max();
        var kept = Enumerable.Range(0, logits.Count)
            .OrderByDescending(id => logits[id]).ThenBy(id => id)
            .Take(spec.TopK == 0 ? logits.Count : spec.TopK)
            .Select(id => (Id: id, Weight: Math.Exp((logits[id] - max) / spec.Temperature)))
            .ToArray();
        kept = Cut(kept, spec.TopP);
        double total = kept.Sum(k => k.Weight), sum = 0;
        return [.. kept.Select(k => (k.Id, (sum += k.Weight) / total))];
    }

    /// <summary>The draw at <paramref name="u"/>; null where u lies so near a boundary that float32 may fall on either side.</summary>
    public static int? Draw((int Id, double Cumulative)[] distribution, double u, double nearness)
    {
        if (distribution.Any(d => Math.Abs(d.Cumulative - u) < nearness))
            return null;
        return distribution.First(d => d.Cumulative >= u).Id;
    }

    private static (int Id, double Weight)[] Cut((int Id, double Weight)[] kept, double topP)
    {
        double target = topP * kept.Sum(k => k.Weight), sum = 0;
        int count = topP < 1 ? Array.FindIndex(kept, k => (sum += k.Weight) >= target) + 1 : kept.Length;
        return kept[..count];
    }
}
