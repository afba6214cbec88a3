namespace InferBench.Kernels.Cpu.Lanes;

/// <summary>
/// Powers of two and of e, all lanes at once: 2^x = 2^n·2^r with n the nearest whole number, and a polynomial for 2^r
/// (interpolated at the Chebyshev nodes of [-1/2,1/2], 2.6e-9 off).
/// </summary>
internal static class Exponential
{
    /// <summary>Largest relative error where the result is within 2^-125 to 2^127; beyond, the nearer of these is given.</summary>
    public const double RelativeError = 2.0 / (1 << 23);

    private const float Lowest = -125;
    private const float Highest = 127;
    private const float Log2EHigh = 1.4426950216293335f;
    private const float Log2ELow = 1.92596298909109e-8f;

    /// <summary>2^x; exactly 1 for 0.</summary>
    public static TVector PowerOfTwo<TVector, TLanes>(TVector x)
        where TVector : struct
        where TLanes : ILanes<TVector>
    {
        x = TLanes.Min(TLanes.Max(x, TLanes.Fill(Lowest)), TLanes.Fill(Highest));
        var whole = TLanes.Round(x);
        return Scaled<TVector, TLanes>(TLanes.Subtract(x, whole), whole);
    }

    /// <summary>e^x.</summary>
    public static TVector OfE<TVector, TLanes>(TVector x)
        where TVector : struct
        where TLanes : ILanes<TVector>
    {
        const float lowest = Lowest / Log2EHigh, highest = Highest / Log2EHigh;
        x = TLanes.Min(TLanes.Max(x, TLanes.Fill(lowest)), TLanes.Fill(highest));
        var high = TLanes.Fill(Log2EHigh);
        var whole = TLanes.Round(TLanes.Multiply(x, high));
        // x·log2(e) - whole without the rounding of the product: large arguments stay exact.
        var rest = TLanes.MultiplyAdd(x, high, TLanes.Subtract(TLanes.Fill(0), whole));
        return Scaled<TVector, TLanes>(TLanes.MultiplyAdd(x, TLanes.Fill(Log2ELow), rest), whole);
    }

    private static TVector Scaled<TVector, TLanes>(TVector rest, TVector whole)
        where TVector : struct
        where TLanes : ILanes<TVector>
    {
        var power = TLanes.Fill(0.0001546144469838864f);
        power = TLanes.MultiplyAdd(power, rest, TLanes.Fill(0.0013400428177333318f));
        power = TLanes.MultiplyAdd(power, rest, TLanes.Fill(0.009618056678521525f));
        power = TLanes.MultiplyAdd(power, rest, TLanes.Fill(0.05550327226671144f));
        power = TLanes.MultiplyAdd(power, rest, TLanes.Fill(0.24022650922288843f));
        power = TLanes.MultiplyAdd(power, rest, TLanes.Fill(0.693147206702832f));
        power = TLanes.MultiplyAdd(power, rest, TLanes.Fill(1));
        return TLanes.TimesPowerOfTwo(power, whole);
    }
}
