using InferBench.Runner.Records;

namespace InferBench.Runner.Profile.ForModel;

/// <summary>What a profile says a model did, without what the profiler itself took. Sizes of weights are those of its roles, where the operations that were counted agree.</summary>
internal static class ProfiledOperations
{
    /// <param name="record">A record with a profile and a model.</param>
    /// <exception cref="BadInputException">It has none.</exception>
    public static IReadOnlyList<PhaseOperations> Of(RunRecord record)
    {
        if (record is not { Profile: { } profile, Model: { } model })
            throw new BadInputException($"case {record.CaseId} ({OneLine.Of(record.Case.Model, 60)}): found no profile, allowed are profiled cases; profile it with 'inferbench profile'");
        var spec = record.Case;
        return
        [
            .. profile.Phases.Where(p => p.Name is ProfilePhase.Prefill or ProfilePhase.Decode).Select(p => Phase(
                ProfilerCost.Of(p, profile).TakenOff(p), p.Name == ProfilePhase.Prefill
                    ? new(p.Name, spec.Batch, spec.Prompt, spec.Depth, model, [])
                    // The mean step has seen half of what was generated.
                    : new(p.Name, spec.Batch, 1, spec.Depth + Math.Max(spec.Prompt, 1) + (spec.Generate / 2), model, []))),
        ];

        PhaseOperations Phase(ProfilePhase measured, PhaseOperations phase) => phase with
        {
            Device = spec.Device,
            StepNs = measured.StepNs,
            SelectionNs = measured.GapsNs.TryGetValue(GapName.Selection, out double ns) ? ns : null,
            Operations = [.. measured.Operators.Select(o => Operation(o, phase))],
        };
    }

    private static ModelOperation Operation(OperatorTime o, PhaseOperations phase)
    {
        var operation = new ModelOperation(o.Operator, o.Kind, o.Role, o.Layer) { Calls = o.Calls, Flops = o.Flops, Bytes = o.Bytes, Ns = o.Ns };
        return o.Kind == "matmul" && ProductRows.Weights(o.Role, phase.Model.Geometry) is var (n, k)
            && (o.Flops is null || o.Flops == 2.0 * ProductRows.Of(o.Role, phase) * n * k * o.Calls)
            ? operation with { Columns = n, Depth = k } : operation;
    }
}
