using System.Globalization;

namespace InferBench.Runner.Devices;

/// <summary>Numbers as kernels write them: decimal digits and nothing else.</summary>
internal static class Digits
{
    /// <summary>Null for anything but digits, a sign included.</summary>
    public static long? Parse(ReadOnlySpan<char> text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
