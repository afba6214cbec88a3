using InferBench.Runner.Statistics;

namespace InferBench.Runner.Tests.Statistics;

public sealed class RooflineTests
{
    private static readonly BandwidthCurve Curve = new([new(1 << 20, 10e9), new(1 << 10, 100e9), new(1 << 14, 60e9)]);

    [Theory]
    [InlineData(1, 100e9)]
    [InlineData(1 << 10, 100e9)]
    [InlineData(1 << 11, 90e9)]
    [InlineData(1 << 12, 80e9)]
    [InlineData(1 << 14, 60e9)]
    [InlineData(1 << 17, 35e9)]
    [InlineData(1 << 20, 10e9)]
    [InlineData((1 << 20) + 1, 10e9)]
    [InlineData(long.MaxValue, 10e9)]
    public void Bandwidth_lies_on_the_line_over_the_logarithm_and_goes_on_level(long bytes, double expected) =>
        Assert.Equal(expected, Curve.At(bytes), 1e-3);

    [Fact]
    public void The_largest_set_is_memory() => Assert.Equal(10e9, Curve.Memory);

    [Fact]
    public void A_curve_needs_points_that_can_be()
    {
        Assert.Throws<ArgumentException>(() => new BandwidthCurve([]));
        Assert.Throws<ArgumentException>(() => new BandwidthCurve([new(1, 1), new(1, 2)]));
        Assert.Throws<ArgumentException>(() => new BandwidthCurve([new(0, 1)]));
        Assert.Throws<ArgumentException>(() => new BandwidthCurve([new(1, 0)]));
        Assert.Throws<ArgumentException>(() => new BandwidthCurve([new(1, double.NaN)]));
    }

    [Fact]
    public void The_higher_peak_counts_and_is_named()
    {
        Assert.Equal("openblas.matmul", Roofline.Highest([new(50e9, "own"), new(60e9, "openblas.matmul"), new(40e9, "ort.matmul")])!.Source);
        Assert.Equal("own", Roofline.Highest([new(60e9, "own"), new(60e9, "openblas.matmul")])!.Source);
        Assert.Null(Roofline.Highest([]));
    }

    [Fact]
    public void Arithmetic_binds_where_it_takes_longer()
    {
        var roofline = new Roofline(Curve, new(200e9, "own"));

        var attainable = roofline.Attainable(operations: 2_000_000_000, bytes: 12_000_000, workingSet: 12_000_000)!;

        Assert.Equal(new(0.01, RooflineLimit.Compute, 200e9, "own"), attainable);
        Assert.Equal(0.5, attainable.Share(0.02));
    }

    [Fact]
    public void Bytes_bind_where_they_take_longer_and_come_from_where_the_working_set_lies()
    {
        var roofline = new Roofline(Curve, new(200e9, "own"));

        Assert.Equal(
            new(0.001, RooflineLimit.Memory, 10e9, "read bandwidth"),
            roofline.Attainable(operations: 20_000_000, bytes: 10_000_000, workingSet: 1 << 30));
        Assert.Equal(
            new(0.0001, RooflineLimit.Memory, 100e9, "read bandwidth"),
            roofline.Attainable(operations: 10_000_000, bytes: 10_000_000, workingSet: 1 << 10));
        Assert.Equal(RooflineLimit.Compute, roofline.Attainable(20_000_000, 10_000_000, 1 << 10)!.Limit);
    }

    [Fact]
    public void What_was_not_measured_is_not_guessed()
    {
        Assert.Null(new Roofline(null, new(200e9, "own")).Attainable(1, 1, 1));
        Assert.Null(new Roofline(Curve, null).Attainable(1, 1, 1));
        Assert.Null(new Roofline(null, null).Attainable(1, 1, 1));
        Assert.Equal(RooflineLimit.Memory, new Roofline(Curve, null).Attainable(0, 1, 1)!.Limit);
        Assert.Equal(RooflineLimit.Compute, new Roofline(null, new(1, "own")).Attainable(1, 0, 1)!.Limit);
        Assert.Null(new Roofline(Curve, new(1, "own")).Attainable(0, 0, 1));
    }
}
