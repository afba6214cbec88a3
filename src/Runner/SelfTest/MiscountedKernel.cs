using InferBench.Kernels;
using InferBench.Kernels.Cpu;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Workloads;

namespace InferBench.Runner.SelfTest;

/// <summary>Holds a kernel's record against ceilings, as a run does before it keeps it.</summary>
/// <param name="record">As a worker sends it.</param>
/// <param name="ceiling">A measured ceiling.</param>
/// <param name="again">Measures it again.</param>
internal delegate RunRecord KernelJudge(RunRecord record, RunRecord ceiling, Func<CaseSpec, RunRecord?> again);

/// <summary>This machine's multiply-adds in the place of a kernel, which counts its operations as they are, and a hundred times.</summary>
internal sealed class MiscountedKernel(EnvironmentInfo environment, KernelJudge judge)
{
    // Far from what other work on the machine takes from a kernel and leaves to its ceiling.
    private const int Times = 100;

    private static readonly KernelInfo Ceiling = KernelCatalog.All.First(k => k.Ladder == "ceiling.fma");

    private readonly PlantedKernel planted = new(environment, RunCeilings.Settings);

    public IEnumerable<Planted> All =>
    [
        Planted.Truth("a kernel that reaches this machine's multiply-adds", () => Observe(1, grade => grade.Verdict != Verdict.Invalid)),
        Planted.Lie("a kernel that counts its operations a hundred times", () => Observe(Times, grade => grade.Reasons.Any(f => f.Reason == GradeReason.Implausible))),
    ];

    private Observation Observe(int times, Func<Grade, bool> isRight)
    {
        if (Ceiling.SetsHere is not [.., var set])
            throw new NotTriedException($"{Ceiling.Ladder} has no code for this processor");
        var ceiling = Measure(RunCeilings.Case(Ceiling.Ladder, null, threads: 1, seed: 1)) ?? throw new InvalidOperationException($"{Ceiling.Ladder} could not be measured");
        var kernel = Ceiling with
        {
            Name = "cpu.planted.1_simd",
            Ladder = "planted",
            Work = shape => Ceiling.Work(shape) with { Flops = times * Ceiling.Work(shape).Flops },
        };
        using var pool = new WorkerPool(1);
        var seen = judge(Measure(ceiling.Case with { Model = CaseSpec.KernelPrefix + kernel.Name }, _ => Open(kernel, set, pool))!, ceiling, spec => Measure(spec));
        return new(isRight(seen.Grade!), RecordWords.Of(seen));
    }

    private OpenedKernel Open(KernelInfo kernel, InstructionSet set, WorkerPool pool) =>
        planted.InPlaceOf(kernel, Ceiling.Addresses, Ceiling.Create(new(Ceiling.Addresses, set, pool)));

    private RunRecord? Measure(CaseSpec spec, Func<CaseSpec, OpenedKernel>? open = null) =>
        planted.Measure(spec, open) is { Status: CaseStatus.Ok } record ? record : null;
}
