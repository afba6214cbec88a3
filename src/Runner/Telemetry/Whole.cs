using System.Globalization;

namespace InferBench.Runner.Telemetry;

/// <summary>Whole numbers in environment variables.</summary>
internal static class Whole
{
    /// <summary>Reads digits up to a limit; what is missing has its usual value.</summary>
    public static bool TryParse(string? text, int missing, int most, out int value)
    {
        value = missing;
        return text is null || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= most);
    }
}
