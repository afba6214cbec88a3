using System.Text;
using InferBench.Runner.Records;

namespace InferBench.Runner.Store;

/// <summary>Metric ids as the names of members.</summary>
internal static class MetricNames
{
    private static readonly string[] Ids = [.. MetricCatalog.All.Select(m => m.Id)];

    private static readonly byte[][] Texts = [.. Ids.Select(id => Encoding.UTF8.GetBytes($"\"{id}\":"))];

    /// <summary>How many there are.</summary>
    public static int Count => Ids.Length;

    /// <summary>The id of a metric.</summary>
    /// <param name="index">Its place in the catalogue.</param>
    public static string Id(int index) => Ids[index];

    /// <summary>Takes the name of a metric that was not <paramref name="seen"/> yet.</summary>
    /// <param name="seen">A bit for each metric.</param>
    /// <param name="index">Its place in the catalogue.</param>
    public static bool TryTake(ref JsonCursor json, ref ulong seen, out int index)
    {
        for (index = 0; index < Texts.Length; index++)
        {
            if (!json.Take(Texts[index]))
                continue;
            bool isNew = (seen & (1ul << index)) == 0;
            seen |= 1ul << index;
            return isNew;
        }

        return false;
    }
}
