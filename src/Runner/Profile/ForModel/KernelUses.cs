using InferBench.Runner.Records;
using static System.FormattableString;

namespace InferBench.Runner.Profile.ForModel;

/// <summary>What one operation of a model, or one that several make together, asks of a ladder of kernels.</summary>
/// <param name="Ladder">The ladder.</param>
/// <param name="Shape">Sizes as the ladder has them, such as <c>2048x768</c>.</param>
/// <param name="Launches">In a step.</param>
/// <param name="Part">What it has of the phase, in <see cref="PhaseOperations.Basis"/>; null where no formula tells.</param>
internal sealed record KernelUse(string Ladder, string Shape, double Launches, double? Part);

/// <summary>
/// Which ladders compute what a model's operators do, and at which sizes: products of matrices for the prompt, of a matrix and a vector in
/// decode, attention, and what is between. Sizes are asked for only where the model's agree with what the operator did.
/// </summary>
internal static class KernelUses
{
    // Operations of a row's elements, without and with the residual's sum: norms by root mean square.
    private static readonly double[] OfNorm = [4, 5];

    private const double OfRotation = 3;

    public static IReadOnlyList<KernelUse> Of(PhaseOperations phase)
    {
        var g = phase.Model.Geometry;
        var uses = new List<KernelUse>();
        foreach (var o in phase.Operations)
        {
            if (o is { Kind: "matmul", Columns: { } n, Depth: { } k })
                uses.AddRange(Product(o, n, k, phase));
            else if (o.Kind == "norm" && Rows(o, OfNorm, g.Hidden, phase) is { } rows)
                uses.Add(new("rmsnorm", Invariant($"{rows}x{g.Hidden}"), o.Calls, phase.Part(o)));
            else if (o is { Kind: "rotary", Flops: { } flops } && flops / (OfRotation * phase.Rows * g.HeadSize * o.Calls) is var heads && (heads == g.Heads || heads == g.KvHeads))
                uses.Add(new("rope", Invariant($"{phase.Rows}x{heads}x{g.HeadSize}"), o.Calls, phase.Part(o)));
            else if (o is { Kind: "gather", Role: "embedding" })
                uses.Add(new("embedding" + Suffix(phase), Invariant($"{phase.Rows}x{g.Hidden}x{g.Vocabulary}"), o.Calls, phase.Part(o)));
        }

        uses.AddRange(Together(phase, "activation", (Ladder: "silu_gate", Shape: Invariant($"{phase.Rows}x{g.Intermediate}")), o => o is { Role: "activation", Kind: "elementwise", Layer: not null }));
        uses.AddRange(Attention(phase));
        if (phase is { Name: ProfilePhase.Decode, SelectionNs: { } selection })
            uses.Add(new("argmax", Invariant($"{g.Vocabulary}"), phase.Batch, selection));
        return uses;
    }

    private static IEnumerable<KernelUse> Product(ModelOperation o, long n, long k, PhaseOperations phase)
    {
        if (phase.Name == ProfilePhase.Prefill)
            yield return new("matmul", Invariant($"{ProductRows.Of(o.Role, phase)}x{n}x{k}"), o.Calls, phase.Part(o));
        else if (phase.Batch == 1 && Weights(o, phase.Model) is { } weights)
            yield return new("matvec." + weights, Invariant($"{n}x{k}"), o.Calls, phase.Part(o));
    }

    // Of one sequence, as kernels compute it: others are launched one after the other. A prompt that goes on from a cache has no kernel.
    private static IEnumerable<KernelUse> Attention(PhaseOperations phase)
    {
        var g = phase.Model.Geometry;
        string heads = Invariant($"{g.Heads}x{g.KvHeads}x{g.HeadSize}");
        if (phase.Name == ProfilePhase.Prefill && phase.Past > 0)
            return [];
        var (ladder, shape) = phase.Name == ProfilePhase.Prefill
            ? ("attention" + Suffix(phase), Invariant($"{phase.Tokens}x{heads}"))
            : ("attention_decode" + Suffix(phase), Invariant($"{phase.Past + 1}x{heads}"));
        return Together(phase, "attention", (ladder, shape), o => o is { Role: "attention", Layer: not null }, phase.Batch);
    }

    // What several operators of a layer do in one.
    private static IEnumerable<KernelUse> Together(PhaseOperations phase, string role, (string Ladder, string Shape) at, Func<ModelOperation, bool> isPart, int launches = 1)
    {
        ModelOperation[] parts = [.. phase.Operations.Where(o => o.Role == role && isPart(o))];
        int layers = parts.Select(o => o.Layer).Distinct().Count();
        return layers == 0 ? [] : [new(at.Ladder, at.Shape, (double)layers * launches, phase.Part(parts))];
    }

    // The last norm may be of the last position alone. Without a count of operations all rows are taken to be normed.
    private static long? Rows(ModelOperation o, double[] perElement, int width, PhaseOperations phase) =>
        o.Operator is not ("SimplifiedLayerNormalization" or "RMSNormalization" or "SkipSimplifiedLayerNormalization") ? null
        : o.Flops is not { } flops ? phase.Rows
        : new[] { phase.Rows, phase.Batch }.Cast<long?>().FirstOrDefault(rows => perElement.Any(each => flops == each * rows * width * o.Calls));

    // How the weights of a product are stored: its operator tells, and for blocks the model's precision.
    private static string? Weights(ModelOperation o, ModelInfo model) => o.Operator switch
    {
        "MatMulNBits" => model.Precision?.StartsWith("int4", StringComparison.Ordinal) == true ? "int4" : model.Precision?.StartsWith("int8", StringComparison.Ordinal) == true ? "int8" : null,
        "MatMulInteger" or "MatMulIntegerToFloat" or "DynamicQuantizeMatMul" => "int8",
        "MatMul" or "FusedMatMul" or "Gemm" => model.Precision?.EndsWith("16", StringComparison.Ordinal) == true ? "fp16" : "fp32",
        _ => null,
    };

    private static string Suffix(PhaseOperations phase) => phase.IsFloat16 ? ".fp16" : "";
}
