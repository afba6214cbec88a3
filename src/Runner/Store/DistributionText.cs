using System.Runtime.CompilerServices;
using InferBench.Runner.Records;

namespace InferBench.Runner.Store;

/// <summary>Where the numbers of a distribution lie in its text.</summary>
internal struct DistributionText
{
    private int count, outliers;
    private Range mean, deviation, median, mad, min, max, p5, p95, p99, low, high;

    /// <summary>Finds the numbers of a distribution that is written as InferBench writes it.</summary>
    public static bool TryTake(ref JsonCursor json, out DistributionText text)
    {
        Unsafe.SkipInit(out text);
        return json.Take("{\"count\":"u8) && json.TakeWhole(out text.count)
            && json.Take(",\"mean\":"u8) && json.TakeNumber(out text.mean)
            && Optional(ref json, ",\"standard_deviation\":"u8, out text.deviation)
            && json.Take(",\"median\":"u8) && json.TakeNumber(out text.median)
            && json.Take(",\"mad\":"u8) && json.TakeNumber(out text.mad)
            && json.Take(",\"min\":"u8) && json.TakeNumber(out text.min)
            && json.Take(",\"max\":"u8) && json.TakeNumber(out text.max)
            && json.Take(",\"p5\":"u8) && json.TakeNumber(out text.p5)
            && json.Take(",\"p95\":"u8) && json.TakeNumber(out text.p95)
            && Optional(ref json, ",\"p99\":"u8, out text.p99)
            && Interval(ref json, out text.low, out text.high)
            && json.Take(",\"outliers\":"u8) && json.TakeWhole(out text.outliers) && json.Take("}"u8);
    }

    /// <summary>The distribution itself.</summary>
    /// <param name="json">The text it was found in.</param>
    public readonly Distribution In(ReadOnlySpan<byte> json) => new()
    {
        Count = count,
        Mean = JsonCursor.Number(json, mean),
        StandardDeviation = IfThere(json, deviation),
        Median = JsonCursor.Number(json, median),
        Mad = JsonCursor.Number(json, mad),
        Min = JsonCursor.Number(json, min),
        Max = JsonCursor.Number(json, max),
        P5 = JsonCursor.Number(json, p5),
        P95 = JsonCursor.Number(json, p95),
        P99 = IfThere(json, p99),
        MedianInterval = low.Equals(default) ? null : new(JsonCursor.Number(json, low), JsonCursor.Number(json, high)),
        Outliers = outliers,
    };

    private static double? IfThere(ReadOnlySpan<byte> json, Range number) => number.Equals(default) ? null : JsonCursor.Number(json, number);

    private static bool Optional(ref JsonCursor json, ReadOnlySpan<byte> name, out Range number)
    {
        number = default;
        return !json.Take(name) || json.TakeNumber(out number);
    }

    private static bool Interval(ref JsonCursor json, out Range low, out Range high)
    {
        low = high = default;
        return !json.Take(",\"median_interval\":"u8)
            || (json.Take("{\"low\":"u8) && json.TakeNumber(out low)
                && json.Take(",\"high\":"u8) && json.TakeNumber(out high) && json.Take("}"u8));
    }
}
