using InferBench.Runner.Records;

namespace InferBench.Runner.Sinks;

/// <summary>What a model's first case waits for before its second token: shown where engines or devices stand side by side, which differ in it most.</summary>
internal static class ColdStart
{
    private static readonly string[] Parts = [MetricId.LoadFile, MetricId.LoadSession, MetricId.LoadFirstToken];

    /// <summary>What the numbers mean.</summary>
    public static string Legend => "Cold start: files + session + first token of each model's first case, once; 'inferbench explain load' says what is in each.";

    /// <summary>Whether any of the rows has one beside a row of another engine or device.</summary>
    public static bool IsShown(IReadOnlyList<RunRecord> rows) =>
        rows.DistinctBy(r => (r.Case.Engine, r.Case.Device)).Count() > 1 && rows.Any(r => Of(r) is not null);

    /// <summary>Its parts, milliseconds; null where the record has none, as another case had opened the model.</summary>
    public static string? Of(RunRecord r) => Parts.All(r.Values.ContainsKey) ? string.Join(" + ", Parts.Select(id => Quantity.Milliseconds(r.Values[id]))) : null;
}
