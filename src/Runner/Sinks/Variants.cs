using InferBench.Runner.Records;

namespace InferBench.Runner.Sinks;

/// <summary>
/// Which records are of one model in several precisions: of one run and geometry and, where synthetic, preset and seed of the
/// weights; else graphs of one folder.
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
        ? (r.RunId, m.WeightSeed is null ? Folder(r.Case.Model) : m.Name, m.WeightSeed, m.Geometry)
        : null;

    /// <summary>True where the graphs of two variants differ in nothing but the precision: the same work by the same operators.</summary>
    public bool AreAlike(RunRecord a, RunRecord b) =>
        (ModelOf(a)?.Logits, ModelOf(a)?.Attention) == (ModelOf(b)?.Logits, ModelOf(b)?.Attention);

    // llama:int4 and llama/onnx/model_q4.onnx are graphs of llama.
    private static string Folder(string model)
    {
        string[] parts = model.Split(':')[0].Split('/');
        if (parts[^1].EndsWith(".onnx", StringComparison.Ordinal))
            parts = parts[..^1];
        return string.Join('/', parts is [.. var outer, "onnx"] ? outer : parts);
    }

    // fp32, int8-f16: the first number is the bits of a weight.
    private static int Rank(string precision)
    {
        var bits = precision.SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(char.IsAsciiDigit).Take(3)
            .Aggregate(0, (sum, c) => 10 * sum + (c - '0'));
        return 2 * bits - (bits > 0 && precision.Contains('-') ? 1 : 0);
    }
}
