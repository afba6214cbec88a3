using InferBench.Runner.Records;

namespace InferBench.Runner.Store;

/// <summary>A record's raw samples.</summary>
internal static class SamplesText
{
    /// <summary>Samples as InferBench writes them; null where the text is another, good or not.</summary>
    public static Dictionary<string, SampleSeries>? TryRead(ReadOnlySpan<byte> text)
    {
        var cursor = new JsonCursor(text);
        if (!cursor.Take("{"u8))
            return null;
        var samples = new Dictionary<string, SampleSeries>();
        ulong seen = 0;
        while (!cursor.Take("}"u8))
        {
            if ((samples.Count > 0 && !cursor.Take(","u8))
                || !MetricNames.TryTake(ref cursor, ref seen, out int metric)
                || !cursor.Take("{\"count\":"u8) || !cursor.TakeWhole(out int count) || !cursor.Take(",\"values\":["u8)
                || Values(text, ref cursor) is not { } values || !cursor.Take("]}"u8))
            {
                return null;
            }

            samples.Add(MetricNames.Id(metric), new() { Count = count, Values = values });
        }

        return cursor.IsAtEnd ? samples : null;
    }

    /// <summary>An array of whole numbers as InferBench writes it; null where the text is another, good or not.</summary>
    public static long[]? TryReadValues(ReadOnlySpan<byte> text)
    {
        var cursor = new JsonCursor(text);
        return cursor.Take("["u8) && Values(text, ref cursor) is { } values && cursor.Take("]"u8) && cursor.IsAtEnd ? values : null;
    }

    private static long[]? Values(ReadOnlySpan<byte> text, ref JsonCursor cursor)
    {
        int length = text[cursor.At..].IndexOf((byte)']');
        if (length < 0)
            return null;
        int count = length == 0 ? 0 : text.Slice(cursor.At, length).Count((byte)',') + 1;
        if (count > SampleSeries.MaxKept)
            return null;
        long[] values = new long[count];
        for (int i = 0; i < values.Length; i++)
        {
            if ((i > 0 && !cursor.Take(","u8)) || !cursor.TakeLong(out values[i]))
                return null;
        }

        return values;
    }
}
