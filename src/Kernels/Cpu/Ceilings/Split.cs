namespace InferBench.Kernels.Cpu.Ceilings;

/// <summary>Work in equal pieces, given to threads: each takes the next ones, and none has more than one piece over another.</summary>
internal static class Split
{
    /// <summary>Pieces of one thread.</summary>
    /// <param name="pieces">Of all threads.</param>
    /// <param name="thread">From 0.</param>
    /// <param name="threads">1 or more.</param>
    public static long Part(long pieces, int thread, int threads) => pieces * (thread + 1) / threads - pieces * thread / threads;
}
