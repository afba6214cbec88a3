using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Worker;

namespace InferBench.Runner.Tests.Worker;

/// <summary>Cases of real kernels, in this process.</summary>
[Collection(nameof(Alone))]
public sealed class KernelGroupTests
{
    private static List<RunRecord> Run(params CaseSpec[] specs)
    {
        var group = new CaseGroup
        {
            ModelPath = specs[0].Model,
            Cases = [.. specs.Select((spec, i) => new PlannedCase { Spec = spec, CaseId = CaseId.Of(spec), OrderIndex = i, SkipReason = spec.Shape == "1x1x1" ? "not this one" : null })],
        };
        var records = new List<RunRecord>();
        new GroupRunner("run", TestRecords.Ok().Environment, new() { Trials = 2, WarmUp = 0 }, TimeProvider.System)
            .Run(group, _ => { }, records.Add, TestContext.Current.CancellationToken);
        return records;
    }

    private static CaseSpec Spec(string name, string shape = "8x16x24") => TestKernels.Ok("cpu.matmul.1_naive", shape: shape).Case with { Model = "kernel:" + name };

    [Fact]
    public void A_kernel_has_its_facts_and_figures()
    {
        var record = Assert.Single(Run(Spec("cpu.matmul.1_naive")));

        Assert.Equal((CaseStatus.Ok, 2, 0), (record.Status, record.Trials, record.WarmUpTrials));
        Assert.Equal(
            ("matmul", 1, "fp32", "scalar", 2L * 8 * 16 * 24, 4L * ((8 * 24) + (24 * 16) + (8 * 16))),
            (record.Kernel!.Ladder, record.Kernel.Step, record.Kernel.Arithmetic, record.Kernel.Isa, record.Kernel.Flops, record.Kernel.Bytes));
        Assert.Equal([MetricId.KernelBandwidth, MetricId.KernelFlops, MetricId.KernelTime], record.Statistics.Keys.Order());
        Assert.Equal(2, record.TrialStarts!.Count);
        Assert.True(record.TrialStarts[0] > 0 && record.TrialStarts[1] > record.TrialStarts[0]);
        Assert.InRange(record.Values[MetricId.KernelError], 0, 1);
        Assert.Equal(0, record.Values[MetricId.SelfAllocated]);
        Assert.Empty(record.NotMeasured);
        Assert.Equal(record.Statistics.Keys.Concat(record.Values.Keys).Order(), record.Definitions.Keys.Order());
    }

    [Theory]
    [InlineData("cpu.matvec.int4.4_repacked", true)]
    [InlineData("ort.matvec.int4", true)]
    [InlineData("cpu.attention_decode.1_scalar", true)]
    [InlineData("cpu.attention.3_simd", false)]
    [InlineData("openblas.matmul", false)]
    [InlineData("cpu.ceiling.read.1_simd", false)]
    public void Only_kernels_of_decode_go_round_copies_and_not_where_they_are_to_be_cached(string name, bool rotated)
    {
        var group = new KernelGroup("run", TestRecords.Ok().Environment, new() { Trials = 2, WarmUp = 0 }, TimeProvider.System);

        Assert.Equal(rotated, group.RotateBytes(Spec(name)) > 0);
        Assert.Equal(0, group.RotateBytes(Spec(name) with { Cached = true }));
    }

    [Fact]
    public void Whatever_is_wrong_with_a_case_costs_no_other()
    {
        var records = Run(Spec("cpu.matmul.9_magic"), Spec("cpu.matmul.1_naive", "1x1x1"), Spec("cpu.matmul.1_naive", "8by8"), Spec("cpu.matmul.1_naive") with { Isa = "avx512" }, Spec("cpu.matmul.1_naive"));

        Assert.Equal([CaseStatus.Failed, CaseStatus.Skipped, CaseStatus.Failed, CaseStatus.Failed, CaseStatus.Ok], records.Select(r => r.Status));
        Assert.Equal(
            ["there is no kernel 'cpu.matmul.9_magic' here", "not this one", "found shape '8by8'", "cpu.matmul.1_naive cannot run with avx512 on this processor"],
            records.SkipLast(1).Select(r => r.Reason));
    }
}
