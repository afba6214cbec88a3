using InferBench.Runner.Records;

namespace InferBench.Runner.Compare;

/// <summary>
/// Variants of one synthetic model that round the same weights and differ in the type of activations alone, such as
/// <c>int4</c> and <c>int4-f16</c>: which one runs depends on the device, and they count as one model.
/// </summary>
internal static class Siblings
{
    /// <summary>The case with the name that siblings share.</summary>
    public static CaseSpec Common(CaseSpec c) =>
        c.Model.StartsWith("synth:", StringComparison.Ordinal) ? c with { Model = ModelFamily.Stem(c.Model) } : c;

    /// <summary>Whether two models are siblings, and not the same.</summary>
    public static bool Are(ModelInfo? a, ModelInfo? b) =>
        a is { Precision: not null, WeightSeed: not null } && b is { Precision: not null }
        && a.Precision != b.Precision && ModelFamily.Plain(a.Precision) == ModelFamily.Plain(b.Precision)
        && (a.Name, a.Geometry, a.Parameters, a.WeightSeed) == (b.Name, b.Geometry, b.Parameters, b.WeightSeed);
}
