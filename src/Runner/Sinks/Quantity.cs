using System.Globalization;

namespace InferBench.Runner.Sinks;

/// <summary>Numbers as people read them; always with a decimal point, whatever the user's culture.</summary>
public static class Quantity
{
    private const double KiB = 1 << 10;
    private const double MiB = 1 << 20;
    private const double GiB = 1 << 30;

    /// <summary>Three significant digits or whole numbers: 3.21, 32.1, 321, 3,210.</summary>
    public static string Short(double value)
    {
        double size = Math.Abs(value);
        string format = size >= 99.95 ? "N0" : size >= 9.995 ? "N1" : "N2";
        return value.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>Seconds in milliseconds.</summary>
    public static string Milliseconds(double seconds) => Short(seconds * 1e3);

    /// <summary>Seconds as such, in minutes from ten of them on, in hours from three of them on.</summary>
    public static string Duration(double seconds) =>
        seconds >= 3 * 3600 ? (seconds / 3600).ToString("#,0.#", CultureInfo.InvariantCulture) + " h"
        : seconds >= 600 ? (seconds / 60).ToString("0.#", CultureInfo.InvariantCulture) + " min"
        : seconds.ToString("0.###", CultureInfo.InvariantCulture) + " s";

    /// <summary>Seconds of a short span in s, ms, µs or ns.</summary>
    public static string Span(double seconds) =>
        seconds >= 0.9995 ? Short(seconds) + " s"
        : seconds >= 0.9995e-3 ? Short(seconds * 1e3) + " ms"
        : seconds >= 0.9995e-6 ? Short(seconds * 1e6) + " µs"
        : Short(seconds * 1e9) + " ns";

    /// <summary>Bytes as they are, or in KiB, MiB or GiB.</summary>
    public static string Bytes(double bytes) =>
        bytes >= GiB ? Short(bytes / GiB) + " GiB"
        : bytes >= MiB ? Short(bytes / MiB) + " MiB"
        : bytes >= KiB ? Short(bytes / KiB) + " KiB"
        : bytes.ToString("N0", CultureInfo.InvariantCulture) + " B";

    /// <summary>Floating-point operations in MFLOP, GFLOP or TFLOP.</summary>
    public static string Operations(double operations) =>
        operations >= 1e12 ? Short(operations / 1e12) + " TFLOP"
        : operations >= 1e9 ? Short(operations / 1e9) + " GFLOP"
        : Short(operations / 1e6) + " MFLOP";

    /// <summary>A fraction as a percentage with one decimal.</summary>
    public static string Percent(double fraction) => (fraction * 100).ToString("N1", CultureInfo.InvariantCulture) + "%";

    /// <summary>A whole number with thousands separators.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number of things, such as 1 case or 2,000 cases.</summary>
    public static string Count(long value, string what) => $"{Count(value)} {what}{(value == 1 ? "" : "s")}";
}
