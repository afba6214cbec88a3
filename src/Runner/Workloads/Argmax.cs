using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace InferBench.Runner.Workloads;

/// <summary>Greedy token selection.</summary>
public static class Argmax
{
    /// <summary>
    /// Index of the greatest value, the first one where several are equal; of the first NaN where there is one; -1 when
    /// there are no values.
    /// </summary>
    // TensorPrimitives.IndexOfMax does the same, but its code starts unoptimised and is slow for some forty calls.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int IndexOfMax(ReadOnlySpan<float> values)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        var max = Max(values, vectors);
        var first = 0;
        if (!float.IsNaN(max))
        {
            var wanted = new Vector<float>(max);
            while (first < vectors.Length && !Vector.EqualsAny(vectors[first], wanted))
                first++;
        }

        for (var i = first * Vector<float>.Count; i < values.Length; i++)
        {
            if (values[i].Equals(max))
                return i;
        }

        return -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Max(ReadOnlySpan<float> values, ReadOnlySpan<Vector<float>> vectors)
    {
        // Four chains, because each maximum waits for the one before it.
        var a = new Vector<float>(float.NegativeInfinity);
        var (b, c, d) = (a, a, a);
        var i = 0;
        for (; i <= vectors.Length - 4; i += 4)
        {
            a = Vector.Max(a, vectors[i]);
            b = Vector.Max(b, vectors[i + 1]);
            c = Vector.Max(c, vectors[i + 2]);
            d = Vector.Max(d, vectors[i + 3]);
        }

        a = Vector.Max(Vector.Max(a, b), Vector.Max(c, d));
        var max = a[0];
        for (var lane = 1; lane < Vector<float>.Count; lane++)
            max = MathF.Max(max, a[lane]);
        for (var rest = i * Vector<float>.Count; rest < values.Length; rest++)
            max = MathF.Max(max, values[rest]);
        return max;
    }
}
