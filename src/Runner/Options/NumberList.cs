using System.Globalization;

namespace InferBench.Runner.Options;

/// <summary>
/// Reads whole numbers with commas between: each a number, or a range <c>FIRST..LAST+STEP</c> or <c>FIRST..LAST*FACTOR</c>,
/// which ends with the last number that is not above LAST.
/// </summary>
/// <param name="min">Least number allowed.</param>
/// <param name="max">Largest number allowed.</param>
internal sealed class NumberList(int min, int max)
{
    /// <summary>Most numbers of one list.</summary>
    public const int MostValues = 100_000;

    private readonly HashSet<int> seen = [];
    private readonly List<int> values = [];

    /// <summary>The numbers, each once, as they were given.</summary>
    public IReadOnlyList<int> Values => values;

    /// <summary>Reads the whole list.</summary>
    /// <returns>The part that cannot be used and what is allowed in its place; null where all can.</returns>
    public (string Found, string Allowed)? Read(string text)
    {
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.Contains("..", StringComparison.Ordinal))
            {
                if (AddRange(part) is { } allowed)
                    return (part, allowed);
            }
            else if (!TryWhole(part, min, max, out long value) || !Add(value))
            {
                return (text, Invariant($"a list of different whole numbers from {min} to {max}, such as {min},{(2L * min) + 1}"));
            }
        }

        return null;
    }

    /// <returns>What is allowed instead; null where the range can be used.</returns>
    private string? AddRange(string text)
    {
        int dots = text.IndexOf("..", StringComparison.Ordinal), sign = text.AsSpan(dots).IndexOfAny('+', '*') + dots;
        if (sign < dots
            || !TryWhole(text[..dots], long.MinValue, long.MaxValue, out long first)
            || !TryWhole(text[(dots + 2)..sign], long.MinValue, long.MaxValue, out long last)
            || !TryWhole(text[(sign + 1)..], long.MinValue, long.MaxValue, out long by))
            return "a range with its step or factor, such as 1..8+1 or 128..4096*2";
        bool factor = text[sign] == '*';
        if (first < min || first > max || last < min || last > max)
            return Invariant($"a range from {min} to {max}");
        if (first > last)
            return Invariant($"a range that rises, such as {last}..{first}{text[sign]}{by}");
        if (by < (factor ? 2 : 1) || by > int.MaxValue)
            return Invariant($"a {(factor ? "factor from 2" : "step from 1")} to {int.MaxValue}");
        if (factor && first == 0)
            return "a range from 1 or more where a factor is given, as 0 times anything is 0";
        if (!factor && ((last - first) / by) + 1 is var count && count > MostValues - values.Count)
            return Invariant($"at most {MostValues} numbers in a list");
        for (long value = first; value <= last; value = factor ? value * by : value + by)
        {
            if (!Add(value))
                return Invariant($"each number once; {value} stands there twice");
        }

        return null;
    }

    private bool Add(long value)
    {
        if (!seen.Add((int)value))
            return false;
        values.Add((int)value);
        return true;
    }

    private static bool TryWhole(string text, long min, long max, out long value) => OptionReader.TryWhole(text, min, max, out value);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
