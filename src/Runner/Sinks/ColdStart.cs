using InferBench.Runner.Records;

namespace InferBench.Runner.Sinks;

/// <summary>What a model's first case waits for before its second token: shown where engines or devices stand side by side, which differ in it most.</summary>
/// <param name="rows">The records of a table.</param>
internal sealed class ColdStart(IReadOnlyList<RunRecord> rows)
{
    private readonly Metric[] parts =
        [.. MetricCatalog.All.Where(m => m.Id.StartsWith("load.", StringComparison.Ordinal) && rows.Any(r => r.Values.ContainsKey(m.Id)))];

    /// <summary>Whether any of the rows has one beside a row of another engine or device.</summary>
    public bool Any => parts.Length > 0 && rows.DistinctBy(r => (r.Case.Engine, r.Case.Device)).Count() > 1;

    /// <summary>What the numbers mean.</summary>
    public string Legend => $"Cold start: {string.Join(" + ", parts.Select(m => m.Title))} of each model's first case, once; 'inferbench explain load' says what is in each.";

    /// <summary>Its parts, milliseconds; null where the record has none, as another case had opened the model.</summary>
    public string? Of(RunRecord r) => parts.Any(m => r.Values.ContainsKey(m.Id))
        ? string.Join(" + ", parts.Select(m => r.Values.TryGetValue(m.Id, out double seconds) ? Quantity.Milliseconds(seconds) : ResultColumns.NotMeasured))
        : null;
}
