using System.Runtime.Intrinsics;

namespace InferBench.Kernels.Cpu.Lanes;

/// <summary>
/// The float32 vectors of one instruction set, so that a SIMD kernel is written once. The calls compile to single
/// instructions: both types are structs.
/// </summary>
/// <typeparam name="TVector">The vector.</typeparam>
internal unsafe interface ILanes<TVector>
    where TVector : struct
{
    /// <summary>Elements of a vector.</summary>
    static abstract int Count { get; }

    /// <summary>Vector registers of the set.</summary>
    static abstract int Registers { get; }

    static abstract TVector Load(float* from);

    static abstract void Store(float* to, TVector value);

    static abstract TVector Fill(float value);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    static abstract TVector Multiply(TVector a, TVector b);

    static abstract TVector Divide(TVector a, TVector b);

    /// <summary>a·b + c with one rounding.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    /// <summary>c - a·b with one rounding.</summary>
    static abstract TVector MultiplySubtract(TVector a, TVector b, TVector c);

    static abstract TVector Max(TVector a, TVector b);

    static abstract TVector Min(TVector a, TVector b);

    /// <summary>The nearest whole numbers.</summary>
    static abstract TVector Round(TVector value);

    /// <summary>value·2^exponent for whole exponents whose result is a normal number.</summary>
    static abstract TVector TimesPowerOfTwo(TVector value, TVector exponent);

    static abstract float Sum(TVector value);

    /// <summary>The sums of four vectors.</summary>
    static abstract Vector128<float> Sums(TVector a, TVector b, TVector c, TVector d);

    static abstract float Largest(TVector value);
}
