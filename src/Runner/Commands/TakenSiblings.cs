using InferBench.Runner.Records;

namespace InferBench.Runner.Commands;

/// <summary>Writes into a record that it is of a variant with float16 activations which nobody asked for: the device runs it in place of the one that was.</summary>
/// <param name="variants">The models of the run, as its devices run them.</param>
internal sealed class TakenSiblings(IEnumerable<ModelVariant> variants)
{
    private readonly Dictionary<string, string> wanted =
        variants.Where(v => v.InsteadOf is not null).ToDictionary(v => v.Model.Name, v => v.InsteadOf!);

    /// <summary>The record, with a warning where nobody asked for its model by name.</summary>
    public RunRecord Mark(RunRecord record) =>
        record.Status == CaseStatus.Skipped || !wanted.TryGetValue(record.Case.Model, out string? asked) ? record : record with
        {
            Warnings = [.. record.Warnings, new(WarningCode.Float16Sibling, $"ran in place of {asked}, whose float32 attention {record.Case.Device} has no code for")],
        };
}
