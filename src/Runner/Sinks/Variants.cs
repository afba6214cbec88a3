using InferBench.Runner.Records;

namespace InferBench.Runner.Sinks;

/// <summary>
/// Which records are of one model in several precisions: of one run, with equal name, seed of the weights, geometry, and
/// graph in all that is not the precision.
/// </summary>
internal sealed class Variants
{
    private readonly Dictionary<(string Run, string Model), ModelInfo> known = [];

    public Variants(IEnumerable<RunRecord> records)
    {
        foreach (var r in records)
        {
            if (r.Model is { } model)
                known.TryAdd((r.RunId, r.Case.Model), model);
        }
    }

    /// <summary>What is known of a record's model, from this record or another; null where it was never opened.</summary>
    public ModelInfo? ModelOf(RunRecord r) => r.Model ?? known.GetValueOrDefault((r.RunId, r.Case.Model));

    /// <summary>The preset of a synthetic model, else the model's name.</summary>
    public string NameOf(RunRecord r) =>
        ModelOf(r)?.Name ?? (r.Case.Model.Split(':') is ["synth", var preset, ..] ? preset : r.Case.Model);

    /// <summary>More for more bits; of equal ones, float32 beside the weights before float16; 0 where it is not known.</summary>
    public int PrecisionRank(RunRecord r) =>
        Rank(ModelOf(r)?.Precision ?? (r.Case.Model.Split(':') is ["synth", _, var precision, ..] ? precision : ""));

    /// <summary>Equal for the variants of one model; null where the model is not known, or its precision is not.</summary>
    public object? FamilyOf(RunRecord r) => ModelOf(r) is { Precision: not null } m
        ? (r.RunId, m.Name, m.WeightSeed, m.Geometry, m.Logits, m.Attention)
        : null;

    // fp32, int8-f16: the first number is the bits of a weight.
    private static int Rank(string precision)
    {
        var bits = precision.SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(char.IsAsciiDigit).Take(3)
            .Aggregate(0, (sum, c) => 10 * sum + (c - '0'));
        return 2 * bits - (bits > 0 && precision.Contains('-') ? 1 : 0);
    }
}
