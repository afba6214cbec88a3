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

    /// <summary>Takes the name of a metric that was not <paramref name="seen"/> yet.</summary>
    /// <param name="seen">A bit for each metric.</param>
    public static bool TryTake(ref JsonCursor json, ref ulong seen, out string id)
    {
        for (int i = 0; i < Texts.Length; i++)
        {
            if (!json.Take(Texts[i]))
                continue;
            id = Ids[i];
            bool isNew = (seen & (1ul << i)) == 0;
            seen |= 1ul << i;
            return isNew;
        }

        id = "";
        return false;
    }
}
