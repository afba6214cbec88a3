namespace InferBench.Runner.Statistics;

/// <summary>Holm's step-down correction (1979): among several tests the chance of one false alarm stays what it is for one.</summary>
public static class Holm
{
    /// <summary>Adjusted p-values, in the order of the given ones: those up to 0.05 stand at a family-wise 5 %.</summary>
    public static double[] Adjust(IReadOnlyList<double> pValues)
    {
        double[] adjusted = new double[pValues.Count];
        double highest = 0;
        int left = pValues.Count;
        foreach (int i in Enumerable.Range(0, pValues.Count).OrderBy(i => pValues[i]))
        {
            highest = Math.Max(highest, Math.Min(1, pValues[i] * left--));
            adjusted[i] = highest;
        }

        return adjusted;
    }
}
