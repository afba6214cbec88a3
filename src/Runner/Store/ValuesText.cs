namespace InferBench.Runner.Store;

/// <summary>A record's single numbers.</summary>
internal static class ValuesText
{
    /// <summary>Numbers as InferBench writes them; null where the text is another, good or not.</summary>
    public static Dictionary<string, double>? TryRead(ReadOnlySpan<byte> text)
    {
        var cursor = new JsonCursor(text);
        if (!cursor.Take("{"u8))
            return null;
        var values = new Dictionary<string, double>(MetricNames.Count);
        ulong seen = 0;
        while (!cursor.Take("}"u8))
        {
            if ((values.Count > 0 && !cursor.Take(","u8))
                || !MetricNames.TryTake(ref cursor, ref seen, out int metric)
                || !cursor.TakeNumber(out var number))
            {
                return null;
            }

            values.Add(MetricNames.Id(metric), JsonCursor.Number(text, number));
        }

        return cursor.IsAtEnd ? values : null;
    }
}
