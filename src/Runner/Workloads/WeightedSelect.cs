using System.Runtime.CompilerServices;

namespace InferBench.Runner.Workloads;

/// <summary>
/// Finds where a cumulative sum in order of likelihood reaches a target, in time linear in the number of candidates:
/// quickselect (Hoare, 1961) by weight instead of by rank.
/// </summary>
internal static class WeightedSelect
{
    // Fewer than this are sorted.
    private const int Few = 48;

    /// <summary>
    /// The index of the first key, in rising order, whose sum with those before it reaches the target; of the last where
    /// rounding keeps the sum below it. Reorders the keys: those before the index are the lesser ones, in no order.
    /// </summary>
    /// <param name="keys">Different keys, at least one.</param>
    /// <param name="weights">Weights above 0, by the id in the key.</param>
    /// <param name="target">What the sum must reach.</param>
    /// <param name="reached">The sum up to that key and with it.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Reaching(Span<ulong> keys, ReadOnlySpan<float> weights, double target, out double reached)
    {
        int low = 0, high = keys.Length;
        reached = 0;
        while (high - low > Few)
        {
            var middle = Partition(keys[low..high]) + low;
            var sum = reached;
            for (var i = low; i < middle; i++)
                sum += weights[LogitOrder.Id(keys[i])];
            if (sum >= target)
                high = middle;
            else
                (low, reached) = (middle, sum);
        }

        keys[low..high].Sort();
        for (var i = low; i < high; i++)
        {
            reached += weights[LogitOrder.Id(keys[i])];
            if (reached >= target)
                return i;
        }

        return high - 1;
    }

    // Hoare's partition around the median of three: returns where the greater part begins; neither part is empty.
    private static int Partition(Span<ulong> keys)
    {
        var pivot = Median(keys[0], keys[keys.Length / 2], keys[^1]);
        int i = 0, j = keys.Length - 1;
        while (true)
        {
            while (keys[i] < pivot)
                i++;
            while (keys[j] > pivot)
                j--;
            if (i >= j)
                return i;
            (keys[i], keys[j]) = (keys[j], keys[i]);
            i++;
            j--;
        }
    }

    private static ulong Median(ulong a, ulong b, ulong c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
