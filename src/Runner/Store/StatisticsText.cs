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
    private readonly (string Id, DistributionText Text)[] texts;
    private readonly Distribution?[] made;

    private StatisticsText(byte[] json, (string, DistributionText)[] texts)
    {
        this.json = json;
        this.texts = texts;
        made = new Distribution[texts.Length];
    }

    public int Count => texts.Length;

    public IEnumerable<string> Keys => texts.Select(t => t.Id);

    public IEnumerable<Distribution> Values => Enumerable.Range(0, texts.Length).Select(Made);

    public Distribution this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException(key);

    /// <summary>Statistics as InferBench writes them; null where the text is another, good or not.</summary>
    public static StatisticsText? TryRead(ReadOnlySpan<byte> text)
    {
        var cursor = new JsonCursor(text);
        if (!cursor.Take("{"u8))
            return null;
        var found = new (string, DistributionText)[MetricNames.Count];
        int count = 0;
        ulong seen = 0;
        while (!cursor.Take("}"u8))
        {
            if ((count > 0 && !cursor.Take(","u8))
                || !MetricNames.TryTake(ref cursor, ref seen, out string id)
                || !DistributionText.TryTake(ref cursor, out var distribution))
            {
                return null;
            }

            found[count++] = (id, distribution);
        }

        return cursor.IsAtEnd ? new(text.ToArray(), found[..count]) : null;
    }

    public bool ContainsKey(string key) => IndexOf(key) >= 0;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out Distribution value)
    {
        int index = IndexOf(key);
        value = index < 0 ? null : Made(index);
        return index >= 0;
    }

    public IEnumerator<KeyValuePair<string, Distribution>> GetEnumerator() =>
        Enumerable.Range(0, texts.Length).Select(i => KeyValuePair.Create(texts[i].Id, Made(i))).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private Distribution Made(int index) => made[index] ??= texts[index].Text.In(json);

    private int IndexOf(string key)
    {
        for (int i = 0; i < texts.Length; i++)
        {
            if (texts[i].Id == key)
                return i;
        }

        return -1;
    }
}
