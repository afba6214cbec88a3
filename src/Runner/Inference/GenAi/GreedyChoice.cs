using static System.FormattableString;

namespace InferBench.Runner.Inference.GenAi;

/// <summary>Whether a token is the most likely one that may be chosen: ends of sequence may not before the full length.</summary>
internal static class GreedyChoice
{
    /// <param name="logits">[vocabulary] logits that the choice was made from.</param>
    /// <param name="chosen">The id that was chosen.</param>
    /// <param name="ends">Ids of ends of sequence.</param>
    /// <returns>What is wrong; null where nothing is.</returns>
    public static string? Fault(ReadOnlySpan<float> logits, int chosen, IReadOnlySet<int> ends)
    {
        int best = -1;
        for (int id = 0; id < logits.Length; id++)
        {
            if (!ends.Contains(id) && (best < 0 || logits[id] > logits[best]))
                best = id;
        }

        if (chosen < 0 || chosen >= logits.Length)
            return Invariant($"the engine chose id {chosen} of {logits.Length}");
        return ends.Contains(chosen) ? Invariant($"the engine chose id {chosen}, an end of sequence")
            : best >= 0 && logits[chosen] < logits[best] ? Invariant($"the engine chose id {chosen}, of logit {logits[chosen]:G4}, and not id {best}, of {logits[best]:G4}")
            : null;
    }
}
