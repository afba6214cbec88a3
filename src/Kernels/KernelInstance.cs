namespace InferBench.Kernels;

/// <summary>A kernel with its operands in memory, launched again and again.</summary>
public abstract class KernelInstance : IDisposable
{
    /// <summary>Bytes that launches go round through, all copies of rotated operands counted.</summary>
    public abstract long WorkingSet { get; }

    /// <summary>Fresh N(0,1) inputs.</summary>
    /// <param name="seed">The same seed gives the same inputs.</param>
    public abstract void Fill(ulong seed);

    /// <summary>Overwrites the outputs with values that no launch leaves there (NaN): what is not written is found.</summary>
    public abstract void Poison();

    /// <summary>One launch. Allocates nothing.</summary>
    public abstract void Run();

    /// <summary>
    /// Largest error of the last launch's outputs against float64 of the same inputs, as a multiple of what the data type
    /// and the length of the sums allow. Up to 1 is right; above, or NaN, is wrong.
    /// </summary>
    public abstract double WorstError();

    public abstract void Dispose();
}
