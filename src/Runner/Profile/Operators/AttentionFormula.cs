using InferBench.Runner.Inference.OnnxRuntime.Trace;
using static InferBench.Runner.Profile.Operators.OperatorFormulas;

namespace InferBench.Runner.Profile.Operators;

/// <summary>
/// What attention in one operator costs. With P tokens in the cache, S new ones, N heads of size D and batch B, the scores and
/// the sums of values take 4 B N D operations for each pair of a query and a key, as FlashAttention counts them (Dao, 2023,
/// section 4.1). A causal query has the keys up to itself, so there are S P + S (S + 1) / 2 pairs. Softmax and rotation are not
/// counted, and neither are the tables of the rotation.
/// </summary>
internal static class AttentionFormula
{
    /// <param name="call">The call of the operator.</param>
    /// <param name="run">The run, which tells how many tokens the cache held: past and present may be one buffer of the longest.</param>
    public static OperatorCost Of(TracedCall call, HostRun run) => call.Operator == "GroupQueryAttention" ? GroupQuery(call, run) : MultiHead(call, run);

    // Outputs: [B, S, N D], and the present's keys and values [B, G, T, D].
    private static OperatorCost GroupQuery(TracedCall call, HostRun run)
    {
        if (call.Outputs is not [{ Dimensions: [var batch, var tokens, var width] } output, { Dimensions: [_, var groups, _, var head] } present, ..]
            || (batch, tokens) != (run.Batch, run.Tokens))
            return OperatorCost.Unknown;
        Int128 pairs = ((Int128)tokens * run.Past) + ((Int128)tokens * (tokens + 1) / 2);
        Int128 queries = (Int128)batch * tokens * width, newKeys = (Int128)batch * tokens * groups * head;
        return new(
            Counted(4 * (Int128)batch * width * pairs),
            0,
            present.ElementBytes is { } cached ? Counted(2 * (Int128)batch * groups * head * (run.Past + tokens) * cached) : null,
            output.ElementBytes is { } bytes ? Counted(((2 * queries) + (2 * newKeys)) * bytes) : null);
    }

    // Inputs: queries [B, S, N D]; keys [B, L, N D], or [B, N, L, D] where they come from a cache that the operator does not keep.
    private static OperatorCost MultiHead(TracedCall call, HostRun run)
    {
        if (call is not { Inputs: [{ Dimensions: [var batch, var tokens, var width] } query, { } key, ..], Outputs: [{ } output, ..] })
            return OperatorCost.Unknown;
        long keys = key.Dimensions switch
        {
            [_, var length, _] => length + (call.Outputs.Count > 1 ? run.Past : 0),
            [_, _, var length, _] => length,
            _ => 0,
        };
        if (keys == 0 || query.ElementBytes is not { } bytes)
            return OperatorCost.Unknown;
        Int128 all = (Int128)batch * width * keys * 2;
        return new(Counted(4 * (Int128)batch * width * tokens * keys), 0, Counted(all * bytes), Counted(((Int128)query.Elements + output.Elements) * bytes));
    }
}
