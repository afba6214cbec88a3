namespace InferBench.Kernels.Cpu;

/// <summary>
/// Shares a launch out in pieces that shrink, as OpenMP's guided schedule does: long ones at first, which caches and
/// prefetching repay, short ones at the end, so that all threads finish together even where one is slower.
/// </summary>
/// <param name="threads">Threads that take pieces.</param>
internal sealed class GuidedSchedule(int threads)
{
    private int units;
    private int next;

    /// <summary>Makes <paramref name="count"/> units free to be taken. Not while threads take them.</summary>
    public void Restart(int count) => (units, next) = (count, 0);

    /// <summary>Takes half of one thread's share of what is left.</summary>
    /// <param name="first">The first unit taken.</param>
    /// <param name="most">Units of a piece at most.</param>
    /// <returns>Units taken; 0 where none is left.</returns>
    public int Take(out int first, int most = int.MaxValue)
    {
        while (true)
        {
            first = Volatile.Read(ref next);
            int left = units - first;
            int count = Math.Min((left + 2 * threads - 1) / (2 * threads), most);
            if (count <= 0 || Interlocked.CompareExchange(ref next, first + count, first) == first)
                return count;
        }
    }
}
