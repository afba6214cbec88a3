using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferBench.Kernels.Cpu.Lanes;

/// <summary>Sixteen lanes of AVX-512.</summary>
// Avx512F by name: where the JIT prefers 256 bits, Vector512's own operators may be emulated.
internal readonly unsafe struct Lanes512 : ILanes<Vector512<float>>
{
    private const byte ToNearest = 0;

    public static int Count => 16;

    public static int Registers => 32;

    public static Vector512<float> Load(float* from) => Avx512F.LoadVector512(from);

    public static void Store(float* to, Vector512<float> value) => Avx512F.Store(to, value);

    public static Vector512<float> Fill(float value) => Vector512.Create(value);

    public static Vector512<float> Add(Vector512<float> a, Vector512<float> b) => Avx512F.Add(a, b);

    public static Vector512<float> Subtract(Vector512<float> a, Vector512<float> b) => Avx512F.Subtract(a, b);

    public static Vector512<float> Multiply(Vector512<float> a, Vector512<float> b) => Avx512F.Multiply(a, b);

    public static Vector512<float> Divide(Vector512<float> a, Vector512<float> b) => Avx512F.Divide(a, b);

    public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c) =>
        Avx512F.FusedMultiplyAdd(a, b, c);

    public static Vector512<float> MultiplySubtract(Vector512<float> a, Vector512<float> b, Vector512<float> c) =>
        Avx512F.FusedMultiplyAddNegated(a, b, c);

    public static Vector512<float> Max(Vector512<float> a, Vector512<float> b) => Avx512F.Max(a, b);

    public static Vector512<float> Min(Vector512<float> a, Vector512<float> b) => Avx512F.Min(a, b);

    public static Vector512<float> Round(Vector512<float> value) => Avx512F.RoundScale(value, ToNearest);

    public static Vector512<float> TimesPowerOfTwo(Vector512<float> value, Vector512<float> exponent) => Avx512F.Scale(value, exponent);

    public static float Sum(Vector512<float> value) => Lanes256.Sum(Halves(value));

    public static Vector128<float> Sums(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d) =>
        Lanes256.Sums(Halves(a), Halves(b), Halves(c), Halves(d));

    public static float Largest(Vector512<float> value) => Lanes256.Largest(Avx.Max(value.GetLower(), value.GetUpper()));

    private static Vector256<float> Halves(Vector512<float> value) => Avx.Add(value.GetLower(), value.GetUpper());
}
