using InferBench.Runner.Models;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Inference;
using InferBench.Runner.Tests.Models;
using InferBench.Runner.Worker;

namespace InferBench.Runner.Tests.Worker;

/// <summary>Cases of tiny models on the real onnxruntime-genai.</summary>
[Collection(nameof(Alone))]
public sealed class GenAiGroupTests : IDisposable
{
    private readonly TestFolder folder = new();

    private static CaseSpec Spec { get; } =
        new() { Engine = EngineName.GenAi, Device = "cpu", Model = "tiny", Prompt = 12, Generate = 8, Threads = 1, Seed = 1 };

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Tokens_are_those_of_our_own_loop_however_much_of_the_text_is_depth()
    {
        GenAiNative.Require();
        string model = folder.Synthesize(TinyPresets.Recipe(TinyPresets.Untied, Precision.Int4));
        CaseSpec[] specs =
        [
            Spec, Spec with { Prompt = 4, Depth = 8 }, Spec with { Prompt = 0, Depth = 11 },
            Spec with { Batch = 2 }, Spec with { Prompt = 4, Depth = 8, Batch = 2 }, Spec with { Prompt = 0 }, Spec with { Generate = 1 },
        ];

        var theirs = Run(model, specs);
        var ours = Run(model, [.. specs.Select(s => s with { Engine = EngineName.Ort })]);

        Assert.All(theirs, r => Assert.Equal((null, CaseStatus.Ok), (r.Reason, r.Status)));
        Assert.Equal(ours.Select(r => r.TokenHash), theirs.Select(r => r.TokenHash));
        Assert.All(theirs, r => Assert.Equal((0, 0), (r.Values[MetricId.SelfAllocated], r.Values[MetricId.SelfGc])));
        Assert.All(ours.Zip(theirs), pair => Assert.Equal(
            pair.First.Statistics.Keys.Except([MetricId.SelfArgmaxNs]).Order(), pair.Second.Statistics.Keys.Order()));
        Assert.All(theirs, r => Assert.Equal("onnxruntime-genai chooses tokens inside its own step", r.NotMeasured[MetricId.SelfArgmaxNs]));
    }

    [Fact]
    public void A_record_has_its_times_apart_its_outputs_checked_and_its_nodes_placed()
    {
        GenAiNative.Require();
        string model = folder.Synthesize(TinyPresets.Recipe(TinyPresets.Tied, Precision.Int4));

        var record = Assert.Single(Run(model, Spec));

        Assert.All(
            [MetricId.LoadFile, MetricId.LoadSession, MetricId.LoadGenerator, MetricId.LoadFirstToken],
            id => Assert.True(record.Values[id] > 0, id));
        Assert.Equal((null, null, 17, "int8_activations"), (record.Correctness!.NotChecked, record.Correctness.Fault, record.Correctness.Positions, record.Correctness.Arithmetic));
        Assert.InRange(record.Correctness.RelativeError!.Value, 0, record.Correctness.RelativeTolerance!.Value);
        Assert.Equal((null, "CPUExecutionProvider"), (record.Placement!.NotObserved, record.Placement.Asked));
        Assert.Equal(2, record.Placement.Providers!["CPUExecutionProvider"].Operators["GroupQueryAttention"]);
        Assert.Equal(("genai", 1, "shared"), (record.Engine!.Name, record.Engine.Threads, record.Engine.Kv));
        Assert.True(record.Statistics[MetricId.Ttft].Median >= record.Statistics[MetricId.PrefillTime].Median);
        Assert.DoesNotContain(record.Grade!.Reasons, f => f.Reason is GradeReason.OutputMismatch or GradeReason.ProviderFallback);
    }

    [Fact]
    public void What_the_library_cannot_do_is_skipped_with_its_reason_and_the_rest_goes_on()
    {
        GenAiNative.Require();
        string model = folder.Synthesize(TinyPresets.Recipe(TinyPresets.Tied, Precision.Fp32));

        var records = Run(
            model, Spec with { Batch = 2, Depth = 4, Prompt = 0 }, Spec with { Sample = new() { Temperature = 1, Seed = 1 } }, Spec);

        Assert.Equal([CaseStatus.Skipped, CaseStatus.Skipped, CaseStatus.Ok], records.Select(r => r.Status));
        Assert.StartsWith("the runtime refuses batch 2, depth 4: onnxruntime-genai: ", records[0].Reason, StringComparison.Ordinal);
        Assert.Equal("onnxruntime-genai draws tokens with random numbers of its own, so they cannot be those the case asks for: sample with --engine ort", records[1].Reason);
    }

    [Fact]
    public void A_config_that_is_damaged_fails_without_the_users_folder()
    {
        GenAiNative.Require();
        string model = folder.Synthesize(TinyPresets.Recipe(TinyPresets.Tied, Precision.Fp32)), config = Path.Combine(model, "genai_config.json");
        File.Delete(Path.Combine(model, ModelManifest.FileName));
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"type\": \"llama\"", "\"type\": \"no-such-type\"", StringComparison.Ordinal));

        var record = Assert.Single(Run(model, Spec));

        Assert.Equal(CaseStatus.Failed, record.Status);
        Assert.StartsWith("onnxruntime-genai: ", record.Reason, StringComparison.Ordinal);
        Assert.Contains("no-such-type", record.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Path, record.Reason, StringComparison.Ordinal);
    }

    private static RunRecord[] Run(string model, params CaseSpec[] specs)
    {
        var records = new List<RunRecord>();
        var runner = new GroupRunner("run", TestRecords.Ok().Environment, new() { Trials = 3, WarmUp = 1 }, TimeProvider.System);
        var group = new CaseGroup
        {
            ModelPath = model,
            Cases = [.. specs.Select((spec, i) => new PlannedCase { Spec = spec, CaseId = CaseId.Of(spec), OrderIndex = i })],
        };
        runner.Run(group, _ => { }, records.Add, TestContext.Current.CancellationToken);
        return [.. records];
    }
}
