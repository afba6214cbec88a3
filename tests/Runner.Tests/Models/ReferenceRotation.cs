using InferBench.Runner.Models;

namespace InferBench.Runner.Tests.Models;

/// <summary>Rotary embedding in float64, element j against element j + D/2.</summary>
internal sealed class ReferenceRotation(Preset preset)
{
    private readonly int size = preset.Geometry.HeadSize;

    public double[] Rotate(double[] head, int position)
    {
        int half = size / 2;
        double[] rotated = new double[size];
        for (int j = 0; j < half; j++)
        {
            double angle = position * Frequency(j);
            rotated[j] = (head[j] * Math.Cos(angle)) - (head[j + half] * Math.Sin(angle));
            rotated[j + half] = (head[j + half] * Math.Cos(angle)) + (head[j] * Math.Sin(angle));
        }

        return rotated;
    }

    /// <summary>The frequency of pair j, scaled by wavelength as in Llama 3.1 where the preset says so.</summary>
    public double Frequency(int j)
    {
        double frequency = Math.Pow(preset.RopeTheta, -2.0 * j / size);
        if (preset.RopeScaling is not { } s)
            return frequency;
        double wavelength = 2 * Math.PI / frequency;
        if (wavelength < s.OriginalPositions / s.HighFrequencyFactor)
            return frequency;
        if (wavelength > s.OriginalPositions / s.LowFrequencyFactor)
            return frequency / s.Factor;
        double smooth = ((s.OriginalPositions / wavelength) - s.LowFrequencyFactor) / (s.HighFrequencyFactor - s.LowFrequencyFactor);
        return ((1 - smooth) * frequency / s.Factor) + (smooth * frequency);
    }
}
