using static System.FormattableString;

namespace InferBench.Runner.Devices;

/// <summary>Sizes for people.</summary>
internal static class Size
{
    public const long GiB = 1L << 30;

    /// <summary>In GiB with one decimal: <c>79.6 GiB</c>.</summary>
    public static string Text(long bytes) => Invariant($"{(double)bytes / GiB:F1} GiB");
}
