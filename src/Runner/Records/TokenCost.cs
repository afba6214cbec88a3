namespace InferBench.Runner.Records;

/// <summary>What tokens cost on a machine that is paid by the hour: a view of records, which hold speeds alone.</summary>
public static class TokenCost
{
    private const double Million = 1e6, SecondsPerHour = 3600;

    /// <summary>
    /// The record with the cost of a million prompt tokens and of a million generated ones, where their speeds are known and of the case.
    /// </summary>
    /// <param name="record">A record, whoever wrote it.</param>
    /// <param name="pricePerHour">Price of the machine, in any currency; null leaves the record as it is.</param>
    public static RunRecord Add(RunRecord record, double? pricePerHour)
    {
        if (pricePerHour is not { } price || record.Case.Kernel is not null || record.Grade?.Fatal is not null)
            return record;
        var values = new Dictionary<string, double>(record.Values);
        Cost(MetricId.CostPrompt, MetricId.PrefillTps);
        Cost(MetricId.CostGenerated, MetricId.DecodeTps);
        return record with { Values = values };

        void Cost(string id, string speed)
        {
            if (record.Statistics.TryGetValue(speed, out var d) && d.Median > 0 && price / SecondsPerHour / d.Median * Million is var cost && double.IsFinite(cost))
                values[id] = cost;
        }
    }
}
