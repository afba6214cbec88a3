namespace InferBench.Runner.Worker;

/// <summary>Seed of a kernel's inputs: other ones in each run, and the same again from what the run's records say.</summary>
internal static class InputSeed
{
    private const ulong Basis = 0xCBF29CE484222325, Prime = 0x100000001B3;

    /// <summary>FNV-1a of the run's id, with the case's seed.</summary>
    public static ulong Of(string runId, long seed)
    {
        ulong hash = Basis ^ (ulong)seed;
        foreach (char c in runId)
            hash = (hash ^ c) * Prime;
        return hash;
    }
}
