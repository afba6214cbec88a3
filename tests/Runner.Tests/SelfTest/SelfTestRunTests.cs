using InferBench.Runner.Commands;
using InferBench.Runner.Devices;
using InferBench.Runner.Records;
using InferBench.Runner.SelfTest;
using InferBench.Runner.Tests.Inference;

namespace InferBench.Runner.Tests.SelfTest;

/// <summary>The self-test on real parts, and whether it can fail.</summary>
public sealed class SelfTestRunTests
{
    [Fact]
    public void Of_code_that_judges_nothing_its_lies_are_not_caught()
    {
        // Ceilings that condemn no row: the only judge that is handed in.
        var finding = Find("a model that reads at twice", static (record, _, _, _) => record);

        Assert.Equal(PlantedOutcome.Failed, finding.Outcome);
        Assert.StartsWith("valid, decode ", finding.Reported, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kernel_that_counts_too_much_is_caught_by_who_judges_it()
    {
        Assert.Equal(PlantedOutcome.Failed, OfKernel("a kernel that counts", static (record, _, _) => record).Outcome);
        var caught = OfKernel("a kernel that counts", static (record, ceiling, again) => new KernelStanding(new(), [], [], [ceiling], again).Complete(record));

        Assert.True(caught.Outcome == PlantedOutcome.Passed, caught.Reported);
        Assert.Matches("^invalid, implausible: the kernel computes [0-9.]+ GFLOP/s, [0-9]+ % of what cpu.ceiling.fma.1_simd [0-9]+ reaches on as many threads$", caught.Reported);
    }

    [Fact]
    public void A_truth_that_is_condemned_has_failed() => Assert.Equal(
        PlantedOutcome.Failed,
        Find("a model that reads at half", static (record, _, _, _) => record with { Grade = new([new(GradeReason.Implausible, "planted")], []) }).Outcome);

    [Fact]
    public void Every_lie_about_a_model_is_caught_on_the_real_runtime()
    {
        OrtNative.Require();
        string folder = Directory.CreateTempSubdirectory("inferbench-test-").FullName;
        try
        {
            var findings = new ModelLies(new EnvironmentProbe().Read(), folder).All.Select(p => p.Find()).ToArray();

            Assert.All(findings, f => Assert.Equal((f.Planted, PlantedOutcome.Passed), (f.Planted, f.Outcome)));
            Assert.StartsWith("invalid, output-mismatch: logits are off by 1.", findings[1].Reported, StringComparison.Ordinal);
            Assert.Matches("^invalid, provider-fallback: [0-9]+ of [0-9]+ nodes on CPUExecutionProvider, none on CUDAExecutionProvider: ", findings[2].Reported);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void What_a_machine_lacks_is_not_tried_and_whatever_else_goes_wrong_has_failed()
    {
        Assert.Equal(
            new(PlantedKind.Lie, "x", "no runtime", PlantedOutcome.NotTried),
            Planted.Lie("x", () => throw new NotTriedException("no runtime")).Find());
        Assert.Equal(
            new(PlantedKind.Truth, "x", "could not be told: two lines", PlantedOutcome.Failed),
            Planted.Truth("x", () => throw new InvalidDataException("two\nlines")).Find());
        Assert.Equal(new(PlantedKind.Truth, "x", "y", PlantedOutcome.Failed), Planted.Truth("x", () => new(false, "y")).Find());
        Assert.Throws<OperationCanceledException>(() => Planted.Truth("x", () => throw new OperationCanceledException()).Find());
    }

    [Fact]
    public void Cancelling_ends_it_before_the_next()
    {
        using var cancellation = new CancellationTokenSource();
        var found = new List<PlantedFinding>();

        Assert.Throws<OperationCanceledException>(() => new SelfTestRun(new EnvironmentProbe().Read(), static (record, _, _, _) => record, static (record, _, _) => record).Run(
            finding =>
            {
                found.Add(finding);
                cancellation.Cancel();
            },
            cancellation.Token));

        Assert.Single(found);
    }

    private static PlantedFinding OfKernel(string planted, KernelJudge judge) =>
        new MiscountedKernel(new EnvironmentProbe().Read(), judge).All.Single(p => p.What.StartsWith(planted, StringComparison.Ordinal)).Find();

    private static PlantedFinding Find(string planted, Standing standing) =>
        new CeilingLies(new EnvironmentProbe().Read(), standing).All.Single(p => p.What.StartsWith(planted, StringComparison.Ordinal)).Find();
}
