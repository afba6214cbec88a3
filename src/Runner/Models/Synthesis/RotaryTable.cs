namespace InferBench.Runner.Models.Synthesis;

/// <summary>
/// cos and sin of position * frequency, [positions, head size / 2]. Made with additions, multiplications and
/// divisions alone, because the sine of a mathematics library differs between machines. The angle is split into
/// coarse and fine steps whose sines are kept, so that any part can be computed.
/// </summary>
internal sealed class RotaryTable
{
    private const int FineSteps = 512;
    private readonly int pairs;
    private readonly (double Cos, double Sin)[] fine;
    private readonly (double Cos, double Sin)[] coarse;

    public RotaryTable(Preset preset)
    {
        pairs = preset.Geometry.HeadSize / 2;
        double[] frequencies = Frequencies(preset);
        int coarseSteps = (preset.Geometry.Positions / FineSteps) + 1;
        fine = new (double, double)[(FineSteps + 1) * pairs];
        coarse = new (double, double)[coarseSteps * pairs];
        for (int j = 0; j < pairs; j++)
        {
            Rotate(fine, j, Unit(frequencies[j]));
            Rotate(coarse, j, fine[(FineSteps * pairs) + j]);
        }
    }

    public void FillCos(long first, Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++, first++)
        {
            ((double Cos, double Sin) a, (double Cos, double Sin) b) = Steps(first);
            destination[i] = (float)((a.Cos * b.Cos) - (a.Sin * b.Sin));
        }
    }

    public void FillSin(long first, Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++, first++)
        {
            ((double Cos, double Sin) a, (double Cos, double Sin) b) = Steps(first);
            destination[i] = (float)((a.Sin * b.Cos) + (a.Cos * b.Sin));
        }
    }

    private ((double Cos, double Sin) Coarse, (double Cos, double Sin) Fine) Steps(long index)
    {
        (long position, long j) = Math.DivRem(index, pairs);
        return (coarse[(position / FineSteps * pairs) + j], fine[(position % FineSteps * pairs) + j]);
    }

    /// <summary>theta^(-2j / head size), rescaled by wavelength where the preset says so.</summary>
    private static double[] Frequencies(Preset preset)
    {
        int pairs = preset.Geometry.HeadSize / 2;
        double[] frequencies = new double[pairs];
        double step = 1 / Root(preset.RopeTheta, pairs);
        double frequency = 1;
        for (int j = 0; j < pairs; j++, frequency *= step)
            frequencies[j] = preset.RopeScaling is { } scaling ? Scale(frequency, scaling) : frequency;
        return frequencies;
    }

    private static double Scale(double frequency, RopeScaling s)
    {
        double turns = s.OriginalPositions * frequency / (2 * Math.PI);
        double kept = Math.Clamp((turns - s.LowFrequencyFactor) / (s.HighFrequencyFactor - s.LowFrequencyFactor), 0, 1);
        return ((1 - kept) * frequency / s.Factor) + (kept * frequency);
    }

    /// <summary>The degree-th root, by bisection.</summary>
    private static double Root(double value, int degree)
    {
        double low = 1, high = value;
        for (int i = 0; i < 100; i++)
        {
            double middle = (low + high) / 2, power = 1;
            for (int d = 0; d < degree; d++)
                power *= middle;
            if (power > value)
                high = middle;
            else
                low = middle;
        }

        return low;
    }

    /// <summary>cos and sin of an angle of at most 1, by their series.</summary>
    private static (double Cos, double Sin) Unit(double angle)
    {
        double cos = 1, sin = 0, term = 1;
        for (int n = 1; n < 24; n++)
        {
            term *= angle / n;
            double signed = n % 4 is 1 or 0 ? term : -term;
            if (n % 2 == 0)
                cos += signed;
            else
                sin += signed;
        }

        return (cos, sin);
    }

    /// <summary>Column <paramref name="j"/>: 0, 1, 2, ... times the angle of <paramref name="step"/>.</summary>
    private void Rotate((double Cos, double Sin)[] table, int j, (double Cos, double Sin) step)
    {
        (double Cos, double Sin) at = (1, 0);
        for (int i = j; i < table.Length; i += pairs)
        {
            table[i] = at;
            at = ((at.Cos * step.Cos) - (at.Sin * step.Sin), (at.Sin * step.Cos) + (at.Cos * step.Sin));
        }
    }
}
