namespace InferBench.Runner.Workloads;

/// <summary>
/// Seeded prompts: ids drawn uniformly from the vocabulary by SplitMix64 (Steele, Lea and Flood, 2014). A draw x of 64
/// bits becomes id floor(x * vocabulary / 2^64). The same arguments give the same ids on any machine and version.
/// </summary>
public static class PromptTokens
{
    /// <summary>Makes a prompt.</summary>
    /// <param name="count">Tokens wanted.</param>
    /// <param name="vocabulary">Ids run from 0 to one below this.</param>
    /// <param name="seed">Any number.</param>
    /// <returns>[count] token ids.</returns>
    public static int[] Make(int count, int vocabulary, long seed)
    {
        var state = unchecked((ulong)seed);
        var ids = new int[count];
        for (var i = 0; i < count; i++)
            ids[i] = (int)Math.BigMul(Next(ref state), (ulong)vocabulary, out _);
        return ids;
    }

    private static ulong Next(ref ulong state)
    {
        unchecked
        {
            var z = state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
