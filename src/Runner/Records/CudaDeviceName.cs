using System.Globalization;

namespace InferBench.Runner.Records;

/// <summary>How cases name CUDA devices: <c>cuda:N</c>, the driver's number.</summary>
public static class CudaDeviceName
{
    private const string Prefix = "cuda:";

    /// <summary>Whether a device is one of CUDA's.</summary>
    public static bool Is(string device) => device.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The number of one that is.</summary>
    public static int Ordinal(string device) => int.Parse(device.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture);
}
