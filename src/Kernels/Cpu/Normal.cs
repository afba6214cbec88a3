namespace InferBench.Kernels.Cpu;

/// <summary>Seeded N(0,1) numbers: inputs of kernels.</summary>
public static class Normal
{
    /// <summary>Fills with independent numbers of mean 0 and variance 1 (Box-Muller on SplitMix64).</summary>
    public static void Fill(Span<float> values, ulong seed)
    {
        const double unit = 1.0 / (1UL << 53);
        ulong state = seed;
        for (int i = 0; i < values.Length; i += 2)
        {
            double radius = Math.Sqrt(-2 * Math.Log(((Next(ref state) >> 11) + 1) * unit));
            var (sin, cos) = Math.SinCos(2 * Math.PI * (Next(ref state) >> 11) * unit);
            values[i] = (float)(radius * cos);
            if (i + 1 < values.Length)
                values[i + 1] = (float)(radius * sin);
        }
    }

    private static ulong Next(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
