namespace InferBench.Runner.Statistics;

/// <summary>A measured point of a bandwidth curve.</summary>
/// <param name="Bytes">Working set, all threads together.</param>
/// <param name="BytesPerSecond">What was read from it.</param>
public readonly record struct BandwidthPoint(long Bytes, double BytesPerSecond);

/// <summary>Read bandwidth by working-set size, as measured on one machine with one number of threads.</summary>
public sealed class BandwidthCurve
{
    private readonly BandwidthPoint[] points;

    /// <param name="points">At least one; in any order, each size once, sizes and bandwidths above 0.</param>
    /// <exception cref="ArgumentException">There is none, a size is there twice, or a number is not above 0.</exception>
    public BandwidthCurve(IEnumerable<BandwidthPoint> points)
    {
        this.points = [.. points.OrderBy(point => point.Bytes)];
        if (this.points.Length == 0)
            throw new ArgumentException("no points", nameof(points));
        if (this.points.Any(point => point.Bytes < 1 || !(point.BytesPerSecond > 0) || double.IsInfinity(point.BytesPerSecond)))
            throw new ArgumentException("sizes and bandwidths are finite and above 0", nameof(points));
        if (this.points.DistinctBy(point => point.Bytes).Count() < this.points.Length)
            throw new ArgumentException("a size is there twice", nameof(points));
    }

    /// <summary>Bandwidth of the largest set measured: that of memory.</summary>
    public double Memory => points[^1].BytesPerSecond;

    /// <summary>
    /// Bytes a second from a working set: between two points on the line over the logarithm of the size, outside all of
    /// them that of the nearest.
    /// </summary>
    /// <param name="bytes">Working set.</param>
    public double At(long bytes)
    {
        int above = Array.FindIndex(points, point => point.Bytes >= bytes);
        if (above < 0)
            return Memory;
        if (above == 0)
            return points[0].BytesPerSecond;
        var (low, high) = (points[above - 1], points[above]);
        double part = Math.Log((double)bytes / low.Bytes) / Math.Log((double)high.Bytes / low.Bytes);
        return low.BytesPerSecond + part * (high.BytesPerSecond - low.BytesPerSecond);
    }
}
