namespace InferBench.Kernels;

/// <summary>The float64 truth a kernel is held against before it is ever timed.</summary>
public static class KernelCheck
{
    private const double UnitRoundoff = 1.0 / (1 << 24);
    private const double Deviations = 8;

    /// <summary>
    /// How far a float32 sum of <paramref name="length"/> products may be from the truth, as a multiple of the sum of their
    /// sizes: k·u bounds any order of summation (Higham, Accuracy and Stability of Numerical Algorithms, 3.5), and errors
    /// of random signs stay within a few √k·u (Higham and Mary, A New Approach to Probabilistic Rounding Error Analysis).
    /// </summary>
    public static double SumBound(int length) => Math.Min(length, Deviations * Math.Sqrt(length)) * UnitRoundoff;

    /// <summary>
    /// Largest error of C[m,n] = A[m,k] B[k,n] in float32, as a multiple of <see cref="SumBound"/> times |A||B|. Up to 1
    /// is right; NaN is wrong.
    /// </summary>
    /// <param name="a">[m,k] row-major.</param>
    /// <param name="b">[k,n] row-major.</param>
    /// <param name="c">[m,n] row-major, the kernel's output.</param>
    /// <exception cref="ArgumentException">A length does not fit the shape.</exception>
    public static double MatMulError(ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c, int m, int n, int k)
    {
        if (a.Length != m * k || b.Length != k * n || c.Length != m * n)
            throw new ArgumentException($"found {a.Length}, {b.Length} and {c.Length} elements for [{m},{k}] x [{k},{n}]");
        double worst = 0;
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double sum = 0, size = 0;
                for (int p = 0; p < k; p++)
                {
                    double product = (double)a[i * k + p] * b[p * n + j];
                    sum += product;
                    size += Math.Abs(product);
                }

                double bound = SumBound(k) * size;
                double error = Math.Abs(c[i * n + j] - sum);
                worst = double.IsNaN(error) ? double.NaN : Math.Max(worst, error == 0 ? 0 : error / bound);
            }
        }

        return worst;
    }
}
