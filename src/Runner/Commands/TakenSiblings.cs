using InferBench.Runner.Options;
using InferBench.Runner.Records;

namespace InferBench.Runner.Commands;

/// <summary>Writes into a record that it is of a variant with float16 activations which nobody asked for: the device runs it in place of the one that was.</summary>
/// <param name="asked">Names of the models that were asked for.</param>
internal sealed class TakenSiblings(IReadOnlyCollection<string> asked)
{
    /// <param name="options">The models.</param>
    /// <exception cref="BadInputException">One cannot be understood.</exception>
    public static TakenSiblings Of(RunOptions options) =>
        new([.. RunModel.Read(options.Models, options.File, options.Precisions).Select(m => m.Name)]);

    /// <summary>The record, with a warning where nobody asked for its model by name.</summary>
    public RunRecord Mark(RunRecord record) =>
        record.Status == CaseStatus.Skipped || asked.Contains(record.Case.Model)
        || asked.FirstOrDefault(name => ModelFamily.Stem(name) == ModelFamily.Stem(record.Case.Model)) is not { } wanted ? record : record with
        {
            Warnings = [.. record.Warnings, new(WarningCode.Float16Sibling, $"ran in place of {wanted}, whose float32 attention {record.Case.Device} has no code for")],
        };
}
