namespace InferBench.Runner.Measurement;

/// <summary>
/// What the timing thread allocated, and what the process collected, while something was timed. Other threads' allocations
/// do not count: .NET's own, such as a pool thread that ends, come at any time and matter only if they cause a collection.
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
        allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
    }

    /// <summary>A timed span has ended.</summary>
    public void Stop()
    {
        Allocated += GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
        Collections += GC.CollectionCount(0) - collectionsBefore;
    }
}
