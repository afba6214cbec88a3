namespace InferBench.Runner.Workloads;

/// <summary>SplitMix64 (Steele, Lea and Flood, 2014): the same numbers for the same seed on any machine and version.</summary>
/// <param name="state">Where the stream starts.</param>
internal struct SplitMix64(ulong state)
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    /// <summary>The stream of one sequence of a batch. That of the first starts at the seed itself.</summary>
    public static SplitMix64 OfSequence(long seed, int sequence) =>
        new(unchecked((ulong)seed ^ Mix((ulong)sequence * Gamma)));

    /// <summary>64 random bits.</summary>
    public ulong Next() => Mix(unchecked(state += Gamma));

    /// <summary>A multiple of 2^-53 in (0, 1].</summary>
    public double NextUnit() => ((Next() >> 11) + 1) * (1.0 / (1L << 53));

    // Leaves 0 as it is.
    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
