namespace InferBench.Runner.Workloads;

/// <summary>
/// Seeded prompts: ids drawn uniformly from the vocabulary by SplitMix64. A draw x of 64 bits becomes id
/// floor(x * vocabulary / 2^64). The same arguments give the same ids on any machine and version.
/// </summary>
public static class PromptTokens
{
    /// <summary>Makes the prompt of one sequence.</summary>
    /// <param name="count">Tokens wanted; a longer prompt begins with a shorter one.</param>
    /// <param name="vocabulary">Ids run from 0 to one below this.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="sequence">Which sequence of a batch, from 0; each has a stream of its own.</param>
    /// <returns>[count] token ids.</returns>
    public static int[] Make(int count, int vocabulary, long seed, int sequence = 0)
    {
        var stream = SplitMix64.OfSequence(seed, sequence);
        var ids = new int[count];
        for (var i = 0; i < count; i++)
            ids[i] = (int)Math.BigMul(stream.Next(), (ulong)vocabulary, out _);
        return ids;
    }
}
