using static System.FormattableString;

namespace InferBench.Kernels.Cuda.Cupti;

/// <summary>A CUPTI release, and how long its records are. Later ones only append fields.</summary>
/// <param name="Major">Of CUDA.</param>
/// <param name="Minor">Of CUDA.</param>
internal readonly record struct CuptiVersion(int Major, int Minor)
{
    /// <summary>What is read here: all of CUDA 12.6 to the last 13.</summary>
    public bool IsKnown => Major == 13 || (Major == 12 && Minor >= 6);

    /// <summary>Whether a request for a buffer may be declined: earlier ones may crash then.</summary>
    public bool MayDecline => AtLeast(12, 9);

    /// <summary>From what cuptiGetVersion tells: API numbers up to 12.9, then 130001 for 13.0.</summary>
    public static CuptiVersion From(uint number) => number switch
    {
        >= 100_000 => new((int)(number / 10_000), (int)(number / 100 % 100)),
        24 => new(12, 6),
        25 => new(12, 7),
        26 => new(12, 8),
        27 or 28 => new(12, 9),
        // Numbers of 29 and above were never given to a release of CUDA 12 that is known.
        > 28 => new(99, (int)number),
        _ => new(0, (int)number),
    };

    public bool AtLeast(int major, int minor) => Major > major || (Major == major && Minor >= minor);

    public override string ToString() => Major is 0 or 99 ? Invariant($"API {Minor}") : Invariant($"{Major}.{Minor}");

    /// <summary>Bytes of a record of this release; 0 for kinds that are not known.</summary>
    public int SizeOf(int kind) => kind switch
    {
        ActivityKind.Kernel or ActivityKind.ConcurrentKernel => AtLeast(13, 4) ? 248 : AtLeast(13, 3) ? 232 : AtLeast(13, 1) ? 224 : AtLeast(13, 0) ? 216 : 208,
        ActivityKind.Copy => AtLeast(13, 4) ? 112 : AtLeast(12, 8) ? 96 : 88,
        ActivityKind.PeerCopy => 96,
        ActivityKind.Set => AtLeast(13, 4) ? 104 : 88,
        ActivityKind.Driver or ActivityKind.Runtime => 40,
        ActivityKind.Overhead => 56,
        ActivityKind.Synchronization => AtLeast(12, 8) ? 56 : 40,
        ActivityKind.ExternalCorrelation => 24,
        ActivityKind.GraphTrace => 56,
        _ => 0,
    };
}
