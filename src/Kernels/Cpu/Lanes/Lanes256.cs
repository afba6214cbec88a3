using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferBench.Kernels.Cpu.Lanes;

/// <summary>Eight lanes of AVX2 and FMA.</summary>
internal readonly unsafe struct Lanes256 : ILanes<Vector256<float>>
{
    private const int MantissaBits = 23;

    public static int Count => 8;

    public static int Registers => 16;

    public static Vector256<float> Load(float* from) => Avx.LoadVector256(from);

    public static void Store(float* to, Vector256<float> value) => Avx.Store(to, value);

    public static Vector256<float> Fill(float value) => Vector256.Create(value);

    public static Vector256<float> Add(Vector256<float> a, Vector256<float> b) => Avx.Add(a, b);

    public static Vector256<float> Subtract(Vector256<float> a, Vector256<float> b) => Avx.Subtract(a, b);

    public static Vector256<float> Multiply(Vector256<float> a, Vector256<float> b) => Avx.Multiply(a, b);

    public static Vector256<float> Divide(Vector256<float> a, Vector256<float> b) => Avx.Divide(a, b);

    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c) => Fma.MultiplyAdd(a, b, c);

    public static Vector256<float> MultiplySubtract(Vector256<float> a, Vector256<float> b, Vector256<float> c) =>
        Fma.MultiplyAddNegated(a, b, c);

    public static Vector256<float> Max(Vector256<float> a, Vector256<float> b) => Avx.Max(a, b);

    public static Vector256<float> Min(Vector256<float> a, Vector256<float> b) => Avx.Min(a, b);

    public static Vector256<float> Round(Vector256<float> value) => Avx.RoundToNearestInteger(value);

    public static Vector256<float> TimesPowerOfTwo(Vector256<float> value, Vector256<float> exponent) =>
        Avx2.Add(value.AsInt32(), Avx2.ShiftLeftLogical(Avx.ConvertToVector256Int32(exponent), MantissaBits)).AsSingle();

    public static float Sum(Vector256<float> value)
    {
        var half = Sse.Add(value.GetLower(), value.GetUpper());
        half = Sse.Add(half, Sse.MoveHighToLow(half, half));
        return Sse.AddScalar(half, Sse3.MoveHighAndDuplicate(half)).ToScalar();
    }

    public static Vector128<float> Sums(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d)
    {
        var pairs = Avx.HorizontalAdd(Avx.HorizontalAdd(a, b), Avx.HorizontalAdd(c, d));
        return Sse.Add(pairs.GetLower(), pairs.GetUpper());
    }

    public static float Largest(Vector256<float> value)
    {
        var half = Sse.Max(value.GetLower(), value.GetUpper());
        half = Sse.Max(half, Sse.MoveHighToLow(half, half));
        return Sse.MaxScalar(half, Sse3.MoveHighAndDuplicate(half)).ToScalar();
    }
}
