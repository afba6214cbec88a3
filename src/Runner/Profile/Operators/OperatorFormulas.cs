using InferBench.Runner.Inference.OnnxRuntime.Trace;

namespace InferBench.Runner.Profile.Operators;

/// <summary>
/// Works out what a call of a node costs, from the shapes it was called with, the weights in the model's file and, for
/// attention, how many tokens the cache held. Operations of operators that compute element by element are in
/// <see cref="OperatorTable"/>; products of [m, k] by [k, n] take 2 m k n (Golub and Van Loan, Matrix Computations, 1.1.15).
/// </summary>
internal static class OperatorFormulas
{
    // What no call of any operator reaches; beyond it a shape is damage, and sums of what is below can still be counted.
    private const long MostCounted = 1L << 53;

    /// <param name="call">The call.</param>
    /// <param name="node">The model's node; null where the runtime made one up.</param>
    /// <param name="run">The run that it was part of.</param>
    public static OperatorCost Of(TracedCall call, ModelNode? node, HostRun run)
    {
        if (OperatorTable.Find(call.Operator) is not { } known)
            return OperatorCost.Unknown;
        return known.Kind switch
        {
            OperatorKind.MatMul => Product(call, node),
            OperatorKind.Attention => AttentionFormula.Of(call, run),
            OperatorKind.ControlFlow => OperatorCost.Unknown,
            OperatorKind.Gather => Lookup(call, known, node),
            OperatorKind.Rotary => Rotary(call, known),
            _ => Plain(call, known),
        };
    }

    /// <summary>A count, unless it is beyond any machine.</summary>
    public static long? Counted(Int128 count) => count >= 0 && count <= MostCounted ? (long)count : null;

    private static OperatorCost Plain(TracedCall call, KnownOperator known)
    {
        var counted = known.Kind == OperatorKind.Reduction ? call.Inputs : call.Outputs;
        long? operations = known.PerElement == 0 ? 0 : counted.Count > 0 ? Counted((Int128)counted[0].Elements * known.PerElement!.Value) : null;
        return known.Bytes switch
        {
            ByteRule.All => new(operations, Part(call.ParameterBytes), 0, Sum(call.ActivationBytes, call.OutputBytes)),
            ByteRule.Selected => new(operations, 0, 0, Sum(call.OutputBytes, call.OutputBytes)),
            ByteRule.Outputs => new(operations, 0, 0, Part(call.OutputBytes)),
            _ => new(operations, null, null, null),
        };
    }

    // The depth of the product is the width of its left side, in all of these operators their first input; where that is turned
    // round, its height. Weights that were packed anew are not among the call's inputs, so theirs are the file's bytes.
    private static OperatorCost Product(TracedCall call, ModelNode? node)
    {
        long? operations = null;
        if (node?.TakesStored(0) != true && call is { Inputs: [{ Dimensions.Count: > 0 } left, ..], Outputs: [{ } result, ..] })
        {
            bool turned = left.Dimensions.Count > 1 && result.Dimensions.Count > 1 && left.Dimensions[^2] != result.Dimensions[^2] && left.Dimensions[^1] == result.Dimensions[^2];
            operations = Counted((Int128)2 * result.Elements * (turned ? left.Dimensions[^2] : left.Dimensions[^1]));
        }

        // Both sides are there: nothing was packed.
        long? weights = node is null && call is { Operator: "MatMul" or "FusedMatMul", Inputs.Count: 2 } ? Part(call.ParameterBytes) : node?.StoredBytes;
        return new(operations, weights, 0, Sum(call.ActivationBytes, call.OutputBytes));
    }

    // Of a table only the rows that are asked for are read; quantised ones with their scales.
    private static OperatorCost Lookup(TracedCall call, KnownOperator known, ModelNode? node)
    {
        if (call is not { Inputs: [{ Dimensions: [> 0 and var rows, ..] }, { } ids, ..], Outputs: [{ } result, ..] })
            return OperatorCost.Unknown;
        long? operations = Counted((Int128)result.Elements * known.PerElement!.Value);
        if (node?.TakesStored(0) != true)
            return new(operations, 0, 0, Sum(call.OutputBytes, call.OutputBytes, Counted((Int128)ids.Elements * (ids.ElementBytes ?? 0))));
        return new(operations, call.ParameterBytes is { } table ? Counted((Int128)table / rows * ids.Elements) : null, 0, Sum(call.ActivationBytes, call.OutputBytes));
    }

    // Of the tables of cosines and sines a row for each position, which is half as wide as a head or less: counted with what
    // is rotated, at most.
    private static OperatorCost Rotary(TracedCall call, KnownOperator known)
    {
        if (call is not { Outputs: [{ } result, ..] })
            return OperatorCost.Unknown;
        return new(Counted((Int128)result.Elements * known.PerElement!.Value), 0, 0, Sum(call.OutputBytes, call.OutputBytes));
    }

    private static long? Part(long? bytes) => bytes is { } known ? Counted(known) : null;

    private static long? Sum(params ReadOnlySpan<long?> parts)
    {
        Int128 sum = 0;
        foreach (long? part in parts)
        {
            if (part is not { } known)
                return null;
            sum += known;
        }

        return Counted(sum);
    }
}
