using InferBench.Runner.Records;

namespace InferBench.Runner.Profile.ForModel;

/// <summary>A kernel there is, whether or not it ran.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Ladder">Its ladder.</param>
/// <param name="Absent">Why it has no records, where it has none.</param>
public sealed record KnownKernel(string Name, string Ladder, string Absent);

/// <summary>
/// What our kernels are of a model. Where a part of a step that takes t of T ns would take k, the whole would be T / (T - t + k) times
/// as fast (Amdahl, Validity of the single processor approach, 1967), if nothing else changed.
/// </summary>
public static class KernelShares
{
    private const string NoProfile = "no gain of the whole without a profile: --profile takes one, made by 'inferbench profile'";

    /// <summary>By a profile, and records of kernels: of those that there are records of.</summary>
    /// <param name="profiled">A record with a profile and a model.</param>
    /// <param name="kernels">Records of kernels, of the shapes that the model asks for among them.</param>
    /// <exception cref="BadInputException">There is no profile.</exception>
    public static KernelsForModelReport Of(RunRecord profiled, IReadOnlyList<RunRecord> kernels)
    {
        KnownKernel[] known = [.. kernels.Where(IsOurs).Select(r => new KnownKernel(r.Case.Kernel!, KernelLadder.Of(r.Case), "")).DistinctBy(k => k.Name)];
        return Of(profiled.Case.Model, ProfiledOperations.Of(profiled), known, kernels);
    }

    /// <summary>What part of each phase the operators take that a ladder of our kernels computes, the largest first; ladders without a part are left out.</summary>
    /// <param name="profiled">A record with a profile and a model.</param>
    public static IReadOnlyList<LadderShare> Ladders(RunRecord profiled) =>
    [
        .. from phase in ProfiledOperations.Of(profiled)
           from share in from use in KernelUses.Of(phase)
                         group use by use.Ladder into ladder
                         let part = ladder.Sum(u => u.Part ?? 0)
                         where part > 0
                         orderby part descending
                         select new LadderShare(phase.Name, ladder.Key, part / phase.Whole)
           select share,
    ];

    /// <summary>By what a model does, for all kernels there are.</summary>
    internal static KernelsForModelReport Of(string model, IReadOnlyList<PhaseOperations> phases, IReadOnlyList<KnownKernel> known, IReadOnlyList<RunRecord> kernels) => new()
    {
        Schema = KernelsForModelReport.CurrentSchema,
        Model = model,
        Precision = phases[0].Model.Precision,
        Phases = [.. phases.Select(phase => Phase(phase, known, kernels))],
    };

    private static ModelPhaseShares Phase(PhaseOperations phase, IReadOnlyList<KnownKernel> known, IReadOnlyList<RunRecord> kernels)
    {
        var uses = KernelUses.Of(phase).ToLookup(u => u.Ladder);
        var records = kernels.Where(IsOurs).ToLookup(r => r.Case.Kernel);
        return new()
        {
            Name = phase.Name,
            Batch = phase.Batch,
            Tokens = phase.Tokens,
            Past = phase.Past,
            Basis = phase.Basis,
            Device = phase.Device,
            StepNs = phase.StepNs,
            Kernels =
            [
                .. known.Where(k => !KernelLadder.IsCeiling(k.Ladder)).SelectMany(k => Shares(phase, k, [.. uses[k.Ladder]], [.. records[k.Name]]))
                    .OrderByDescending(s => s.Share ?? -1).ThenBy(s => s.KernelNs ?? double.PositiveInfinity).ThenBy(s => s.Kernel, StringComparer.Ordinal),
            ],
        };
    }

    private static IEnumerable<KernelShare> Shares(PhaseOperations phase, KnownKernel kernel, KernelUse[] uses, RunRecord[] records)
    {
        var share = new KernelShare
        {
            Kernel = kernel.Name,
            Launches = uses.GroupBy(u => u.Shape).ToDictionary(same => same.Key, same => same.Sum(u => u.Launches)),
        };
        if (uses.Length == 0)
            return [share with { NotMeasured = "the phase has no operator of its own for it" }];
        if (phase.Whole > 0 && uses.All(u => u.Part is not null))
        {
            double part = uses.Sum(u => u.Part!.Value);
            share = share with { Share = part / phase.Whole, OperatorNs = phase.StepNs is null ? null : part };
        }

        var runs = records.GroupBy(r => (r.Case.Device, r.Case.Threads, r.Case.Isa)).ToArray();
        return runs.Length == 0
            ? [WithLimit(share, phase) with { NotMeasured = kernel.Absent }]
            : runs.Select(run => Timed(
                share with
                {
                    Device = run.Key.Device,
                    Threads = run.Key.Device == "cpu" ? run.Select(r => r.Engine?.Threads).FirstOrDefault(t => t is not null) : null,
                    Isa = run.Select(r => r.Kernel?.Isa).FirstOrDefault(isa => isa is not null) ?? run.Key.Isa,
                },
                phase, [.. run]));
    }

    private static KernelShare Timed(KernelShare share, PhaseOperations phase, RunRecord[] records)
    {
        // What another device took says nothing of this one.
        if (phase.Device is { } device && device != share.Device)
            share = share with { Share = null, OperatorNs = null, NotMeasured = $"the profile is of {device}" };
        share = WithLimit(share, phase);
        double sum = 0;
        foreach (var (shape, launches) in share.Launches)
        {
            var record = records.LastOrDefault(r => r.Case.Shape == shape);
            if (record is not { Status: CaseStatus.Ok } || !record.Statistics.TryGetValue(MetricId.KernelTime, out var time) || record.Grade?.Verdict == Verdict.Invalid)
                return share with { NotMeasured = $"{shape}: {Why(record)}" };
            sum += launches * time.Median * 1e9;
        }

        share = share with { KernelNs = sum };
        if (share.OperatorNs is not { } taken || phase.StepNs is not { } step)
            return share with { NotMeasured = share.NotMeasured ?? NoProfile };
        return sum > 0 && taken > 0 ? share with { SpeedUp = taken / sum, Whole = step / (step - taken + sum) } : share with { NotMeasured = "the operators took no time" };
    }

    private static KernelShare WithLimit(KernelShare share, PhaseOperations phase) =>
        share.OperatorNs is { } taken && phase.StepNs is { } step && taken < step ? share with { AtMost = step / (step - taken) } : share;

    private static string Why(RunRecord? record) =>
        record is null ? "was not run" : record.Reason is { } reason ? OneLine.Of(reason, 200) : record.Grade?.Fatal is { } fatal ? $"invalid, {Grades.Name(fatal.Reason)}" : "has no time";

    private static bool IsOurs(RunRecord record) => record.Case.Kernel is not null && record.Case.Engine == "native" && !KernelLadder.IsCeiling(KernelLadder.Of(record.Case));
}

/// <summary>What part of a phase the operators take that a ladder of our kernels computes.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="Ladder">The ladder, such as <c>matvec.int4</c>.</param>
/// <param name="Share">Of the phase's step, from 0 to 1.</param>
public sealed record LadderShare(string Phase, string Ladder, double Share)
{
    /// <summary>How many times as fast the whole step would be if they took no time (Amdahl).</summary>
    public double AtMost => 1 / (1 - Share);
}
