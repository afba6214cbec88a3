using InferBench.Runner.Records;
using InferBench.Tests.Native;

namespace InferBench.EndToEnd.Tests;

/// <summary>Where nodes ran, with runtimes that do not tell the truth.</summary>
public sealed class PlacementTests(ModelFixture models)
{
    private static string RealLibrary => Path.Combine(AppContext.BaseDirectory, "libonnxruntime.so.1");

    [Fact]
    public async Task A_device_whose_provider_silently_runs_on_the_cpu_is_invalid_and_has_no_speed()
    {
        var (record, outcome) = await Run("cuda", ("PROVIDER", "CUDAExecutionProvider"));

        Assert.Equal(("cuda:0", "CUDAExecutionProvider", "CUDAExecutionProvider"), (record.Case.Device, record.Engine!.Provider, record.Placement!.Asked));
        Assert.Equal(["CPUExecutionProvider"], record.Placement.Providers!.Keys);
        Assert.Equal(Verdict.Invalid, record.Grade!.Verdict);
        int nodes = record.Placement.Providers["CPUExecutionProvider"].Nodes, helpers = record.Placement.ShapeHelpers!.Values.Sum();
        Assert.InRange(helpers, 1, 10);
        Assert.StartsWith(
            $"{nodes - helpers} of {nodes} nodes on CPUExecutionProvider, none on CUDAExecutionProvider: ",
            record.Grade.Reasons.Single(r => r.Reason == GradeReason.ProviderFallback).Detail, StringComparison.Ordinal);
        Assert.Contains("provider-fallback", outcome.Output, StringComparison.Ordinal);
        // Its speed would stand before its unit.
        Assert.DoesNotContain("tok/s,", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains(": ok, provider-fallback, 5 trials", outcome.Errors, StringComparison.Ordinal);
        Assert.Equal(2, outcome.Output.Split("│ provider-fallback ").Length - 1);
    }

    [Fact]
    public async Task Nodes_on_a_second_provider_are_counted_by_operator_with_the_copies_between_them()
    {
        var (record, _) = await Run("cuda:0", ("PROVIDER", "CUDAExecutionProvider"), ("PLACE", "MatMulNBits,GroupQueryAttention:CUDAExecutionProvider"));

        var placement = record.Placement!;
        Assert.Equal(["CPUExecutionProvider", "CUDAExecutionProvider"], placement.Providers!.Keys.Order());
        Assert.Equal(["GroupQueryAttention", "MatMulNBits"], placement.Providers["CUDAExecutionProvider"].Operators.Keys.Order());
        Assert.Equal(record.Model!.Geometry.Layers, placement.Providers["CUDAExecutionProvider"].Operators["GroupQueryAttention"]);
        Assert.DoesNotContain("MatMulNBits", placement.Elsewhere!.Keys);
        Assert.InRange(placement.Copies!.Value, 2 * record.Model.Geometry.Layers, placement.Providers.Values.Sum(p => p.Nodes));
        Assert.Equal(1, placement.Providers.Values.Sum(p => p.TimeShare!.Value), 0.2);
        Assert.Equal(Verdict.Invalid, record.Grade!.Verdict);
    }

    [Fact]
    public async Task An_older_runtime_tells_of_a_second_session()
    {
        var (record, _) = await Run("cuda:0", ("PROVIDER", "CUDAExecutionProvider"), ("PLACE", "MatMulNBits:CUDAExecutionProvider"), ("API", "17"));

        Assert.Null(record.Placement!.NotObserved);
        Assert.Equal(["MatMulNBits"], record.Placement.Providers!["CUDAExecutionProvider"].Operators.Keys);
        Assert.Contains("GroupQueryAttention", record.Placement.Elsewhere!.Keys);
    }

    [Fact]
    public async Task With_every_node_on_the_provider_nothing_is_said_against_it()
    {
        var (record, outcome) = await Run("cuda:0", ("PROVIDER", "CUDAExecutionProvider"), ("PLACE", "*:CUDAExecutionProvider"));

        Assert.Empty(record.Placement!.Elsewhere!);
        Assert.Empty(record.Placement.ShapeHelpers!);
        Assert.DoesNotContain(record.Grade!.Reasons, r => r.Reason == GradeReason.ProviderFallback);
        Assert.Contains($"nodes: {record.Placement.Providers!["CUDAExecutionProvider"].Nodes} on CUDAExecutionProvider; ", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_runs_elsewhere_than_on_the_cpu_that_was_asked_for_is_a_lie_too()
    {
        var (record, _) = await Run("cpu", ("PLACE", "SkipSimplifiedLayerNormalization:FakeExecutionProvider"));

        int nodes = record.Placement!.Providers!["FakeExecutionProvider"].Nodes;
        Assert.Equal(nodes, record.Placement.Elsewhere!["SkipSimplifiedLayerNormalization"]);
        Assert.Equal(
            $"{nodes} of {record.Placement.Providers.Values.Sum(p => p.Nodes)} nodes on FakeExecutionProvider: SkipSimplifiedLayerNormalization {nodes}; copies between devices: {record.Placement.Copies}",
            record.Grade!.Reasons.Single(r => r.Reason == GradeReason.ProviderFallback).Detail);
    }

    [Fact]
    public async Task Outputs_of_zeros_are_caught()
    {
        var (record, _) = await Run("cpu", ("ZEROS", "1"));

        Assert.Equal(GradeReason.OutputMismatch, Assert.Single(record.Grade!.Reasons, r => Grade.IsFatal(r.Reason)).Reason);
    }

    private async Task<(RunRecord Record, Inferbench.Outcome Outcome)> Run(string device, params (string, string)[] lies)
    {
        Native.RequireOnnxRuntime();
        using var lying = LyingRuntime.Compile(RealLibrary);
        string file = Path.Combine(models.NewFolder(), "r.jsonl");

        var outcome = await Inferbench.RunWith(
            lying.Variables(lies),
            "run", "--model", "synth:llama-15m:int4", "--device", device, "--cache-dir", models.Cache, "--out", file,
            "--prompt", "8", "--gen", "4", "--trials", "5", "--warmup", "1");

        var record = Assert.Single(Inferbench.ReadRecords(file), r => r.Case.Kernel is null);
        Assert.Equal(record.Grade!.Verdict == Verdict.Invalid ? ExitCode.SomeFailed : ExitCode.Ok, outcome.ExitCode);
        return (record, outcome);
    }
}
