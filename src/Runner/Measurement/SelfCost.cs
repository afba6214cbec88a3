namespace InferBench.Runner.Measurement;

/// <summary>
/// What the whole process allocated and collected while something was timed. Each call is made outside the timed span:
/// reading the exact count halts all managed threads for a moment.
/// </summary>
public sealed class SelfCost
{
    private long allocatedBefore;
    private int collectionsBefore;

    /// <summary>Managed bytes allocated between every start and stop.</summary>
    public long Allocated { get; private set; }

    /// <summary>Garbage collections between every start and stop.</summary>
    public int Collections { get; private set; }

    /// <summary>A timed span is about to begin.</summary>
    public void Start()
    {
        // A collection of any generation counts as one of generation 0.
        collectionsBefore = GC.CollectionCount(0);
        allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
    }

    /// <summary>A timed span has ended.</summary>
    public void Stop()
    {
        Allocated += GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore;
        Collections += GC.CollectionCount(0) - collectionsBefore;
    }
}
