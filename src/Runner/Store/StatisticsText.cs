using System.Collections;
using System.Diagnostics.CodeAnalysis;
using InferBench.Runner.Records;

namespace InferBench.Runner.Store;

/// <summary>
/// A record's statistics, checked when the record is read; their numbers are made when they are asked for, since most readers want
/// few of them.
/// </summary>
internal sealed class StatisticsText : IReadOnlyDictionary<string, Distribution>
{
    private readonly byte[] json;
    private readonly (int Metric, int Start)[] places;
    private readonly Distribution?[] made;

    private StatisticsText(byte[] json, (int, int)[] places)
    {
        this.json = json;
        this.places = places;
        made = new Distribution[places.Length];
    }

    public int Count => places.Length;

    public IEnumerable<string> Keys => places.Select(p => MetricNames.Id(p.Metric));

    public IEnumerable<Distribution> Values => Enumerable.Range(0, places.Length).Select(Made);

    public Distribution this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException(key);

    /// <summary>Statistics as InferBench writes them; null where the text is another, good or not.</summary>
    public static StatisticsText? TryRead(ReadOnlySpan<byte> text)
    {
        var cursor = new JsonCursor(text);
        if (!cursor.Take("{"u8))
            return null;
        Span<(int, int)> found = stackalloc (int, int)[MetricNames.Count];
        int count = 0;
        ulong seen = 0;
        while (!cursor.Take("}"u8))
        {
            if ((count > 0 && !cursor.Take(","u8)) || !MetricNames.TryTake(ref cursor, ref seen, out int metric))
                return null;
            found[count++] = (metric, cursor.At);
            if (!DistributionText.TryTake(ref cursor, out _))
                return null;
        }

        return cursor.IsAtEnd ? new(text.ToArray(), found[..count].ToArray()) : null;
    }

    public bool ContainsKey(string key) => IndexOf(key) >= 0;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out Distribution value)
    {
        int index = IndexOf(key);
        value = index < 0 ? null : Made(index);
        return index >= 0;
    }

    public IEnumerator<KeyValuePair<string, Distribution>> GetEnumerator() =>
        Enumerable.Range(0, places.Length).Select(i => KeyValuePair.Create(MetricNames.Id(places[i].Metric), Made(i))).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private Distribution Made(int index) => made[index] ??= Make(json.AsSpan(places[index].Start));

    private static Distribution Make(ReadOnlySpan<byte> text)
    {
        var cursor = new JsonCursor(text);
        DistributionText.TryTake(ref cursor, out var found);
        return found.In(text);
    }

    private int IndexOf(string key)
    {
        for (int i = 0; i < places.Length; i++)
        {
            if (MetricNames.Id(places[i].Metric) == key)
                return i;
        }

        return -1;
    }
}
