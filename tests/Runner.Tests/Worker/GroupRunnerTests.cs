using Google.Protobuf;
using InferBench.Runner.Models;
using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Inference;
using InferBench.Runner.Tests.Models;
using InferBench.Runner.Worker;

namespace InferBench.Runner.Tests.Worker;

/// <summary>Cases of tiny models on the real runtime.</summary>
[Collection(nameof(Alone))]
public sealed class GroupRunnerTests : IDisposable
{
    private readonly TestFolder folder = new();

    private static CaseSpec Spec { get; } =
        new() { Engine = "ort", Device = "cpu", Model = "tiny", Prompt = 4, Generate = 3, Threads = 1, Seed = 1 };

    [Fact]
    public void A_batch_that_the_graph_refuses_is_skipped_with_the_runtimes_reason()
    {
        OrtNative.Require();
        string model = ModelOfBatch1();

        var records = Run(model, Spec with { Batch = 2 }, Spec, Spec with { Batch = 2, Depth = 4 });

        Assert.Equal([CaseStatus.Skipped, CaseStatus.Ok, CaseStatus.Skipped], records.Select(r => r.Status));
        Assert.StartsWith("the runtime refuses batch 2, depth 0: ONNX Runtime: InvalidArgument: ", records[0].Reason, StringComparison.Ordinal);
        Assert.Contains("input_ids", records[0].Reason, StringComparison.Ordinal);
        Assert.StartsWith("the runtime refuses batch 2, depth 4: ", records[2].Reason, StringComparison.Ordinal);
        Assert.Empty(records[0].Statistics);
    }

    [Fact]
    public void A_graph_that_runs_nothing_fails_whatever_the_batch()
    {
        OrtNative.Require();
        string model = ModelOfBatch1(sequences: 3);

        var records = Run(model, Spec with { Batch = 2 }, Spec);

        Assert.All(records, r => Assert.Equal(CaseStatus.Failed, r.Status));
        Assert.All(records, r => Assert.StartsWith("ONNX Runtime: InvalidArgument: ", r.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void A_weight_file_changed_in_between_leaves_no_figures()
    {
        OrtNative.Require();
        string model = folder.Synthesize(TinyPresets.Recipe(TinyPresets.Tied, Precision.Fp32));
        string weights = Path.Combine(model, "model.onnx.data");

        var records = Run(model, [Spec, Spec with { Prompt = 5 }, Spec with { Prompt = 6 }], progress =>
        {
            if (progress.Case.Prompt == 5)
                File.SetLastWriteTimeUtc(weights, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        });

        Assert.Equal([CaseStatus.Ok, CaseStatus.Failed, CaseStatus.Failed], records.Select(r => r.Status));
        Assert.All(records[1..], r =>
        {
            Assert.Equal("model.onnx.data changed while it was being measured; nothing that was measured can be said of either version", r.Reason);
            Assert.Empty(r.Statistics);
            Assert.Empty(r.Values);
            Assert.Null(r.TokenHash);
        });
    }

    [Fact]
    public void A_model_that_changed_between_planning_and_opening_fails()
    {
        OrtNative.Require();
        string model = folder.Synthesize(TinyPresets.Recipe(TinyPresets.Tied, Precision.Fp32));
        string stamp = FileStates.Of(ModelFolder.Open(model)).Stamp;
        Assert.Equal(CaseStatus.Ok, Assert.Single(Run(model, [Spec], _ => { }, stamp)).Status);
        File.SetLastWriteTimeUtc(Path.Combine(model, "model.onnx.data"), new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var record = Assert.Single(Run(model, [Spec], _ => { }, stamp));

        Assert.Equal(
            (CaseStatus.Failed, "the model changed between the planning of the run and its opening; its hash is no longer known"),
            (record.Status, record.Reason));
        Assert.Empty(record.Statistics);
    }

    [Fact]
    public void A_graph_that_is_gone_counts_as_changed()
    {
        OrtNative.Require();
        string model = folder.Synthesize(TinyPresets.Recipe(TinyPresets.Tied, Precision.Fp32));

        var record = Assert.Single(Run(model, [Spec], progress =>
        {
            if (progress.Phase == CasePhase.WarmUp)
                File.Delete(Path.Combine(model, "model.onnx"));
        }));

        Assert.StartsWith("model.onnx changed while it was being measured; ", record.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reason_does_not_tell_where_the_model_lies()
    {
        OrtNative.Require();

        var record = Assert.Single(Run(folder["llama", "onnx", "no.onnx"], Spec));

        Assert.Equal(CaseStatus.Failed, record.Status);
        Assert.StartsWith("no.onnx: ", record.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Path, record.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Tokens_do_not_depend_on_how_much_of_the_text_is_depth()
    {
        OrtNative.Require();
        string model = folder.Synthesize(TinyPresets.Recipe(TinyPresets.Untied, Precision.Fp32));

        var records = Run(
            model,
            Spec with { Prompt = 12, Generate = 8 },
            Spec with { Prompt = 4, Depth = 8, Generate = 8 },
            Spec with { Prompt = 0, Depth = 11, Generate = 8 },
            Spec with { Prompt = 12, Generate = 8, Batch = 2 },
            Spec with { Prompt = 4, Depth = 8, Generate = 8, Batch = 2 },
            Spec with { Prompt = 0, Depth = 11, Generate = 8, Batch = 2 });

        Assert.All(records, r => Assert.Equal((null, CaseStatus.Ok), (r.Reason, r.Status)));
        Assert.Single(records[..3].Select(r => r.TokenHash).Distinct());
        Assert.Single(records[3..].Select(r => r.TokenHash).Distinct());
        Assert.NotEqual(records[0].TokenHash, records[3].TokenHash);
        Assert.All(records, r => Assert.Equal(0, r.Values[MetricId.SelfAllocated]));
    }

    [Fact]
    public void Only_the_first_case_of_a_model_has_a_cold_start()
    {
        OrtNative.Require();
        string model = folder.Synthesize(TinyPresets.Recipe(TinyPresets.Tied, Precision.Fp32));

        var records = Run(model, Spec with { Batch = 2, Depth = 4 }, Spec with { Batch = 2, Depth = 5 });

        Assert.Equal([true, false], records.Select(r => r.Values.ContainsKey(MetricId.LoadFirstToken)));
    }

    [Fact]
    public void Every_case_of_a_model_carries_what_was_checked_once()
    {
        OrtNative.Require();
        string model = folder.Synthesize(TinyPresets.Recipe(TinyPresets.Tied, Precision.Int4));

        var records = Run(model, Spec, Spec with { Batch = 2 });

        Assert.Equal((null, 17), (records[0].Correctness!.NotChecked, records[0].Correctness!.Positions));
        Assert.Equal(records[0].Correctness, records[1].Correctness);
        Assert.Equal((null, "CPUExecutionProvider"), (records[0].Placement!.NotObserved, records[0].Placement!.Asked));
        Assert.Same(records[0].Placement, records[1].Placement);
        Assert.All(records, r => Assert.DoesNotContain(r.Grade?.Reasons ?? [], f => f.Reason == GradeReason.OutputMismatch));
        Assert.All(records, r => Assert.Equal(0, r.Values[MetricId.SelfAllocated]));
    }

    [Fact]
    public void Samples_are_of_the_cases_own_phases()
    {
        OrtNative.Require();
        Assert.SkipUnless(OperatingSystem.IsLinux(), "files of Linux are sampled");
        string model = folder.Synthesize(TinyPresets.Recipe(TinyPresets.Tied, Precision.Fp32));
        MeasurementSettings settings = new() { Trials = 200, WarmUp = 1, SampleInterval = 10 };

        var records = Run(model, [Spec with { Prompt = 24, Generate = 100 }, Spec with { Prompt = 0, Generate = 100 }], _ => { }, settings: settings);

        Assert.All(records, r => Assert.Equal((null, 0.0, 0.0), (r.Reason, r.Values[MetricId.SelfAllocated], r.Values[MetricId.SelfGc])));
        var use = records[0].MachineUse!;
        var (whole, prefill, decode) = (use.Whole, use.Prefill!, use.Decode!);
        Assert.Equal((10, 0L), (use.Interval, use.Lost));
        Assert.Equal(records[0].Samples[MetricId.PrefillTime].Values.Sum() / 1e9, prefill.Seconds, 1e-4);
        Assert.Equal(records[0].Samples[MetricId.DecodeTime].Values.Sum() / 1e9, decode.Seconds, 1e-4);
        Assert.InRange(whole.Seconds, prefill.Seconds + decode.Seconds, 60);
        Assert.InRange(whole.Samples, 5, use.Samples);
        Assert.InRange(decode.Samples, 1, whole.Samples - prefill.Samples);
        Assert.Equal(whole.Samples, whole.Figures["process_memory"].Samples);
        Assert.InRange(whole.Figures["process_cpu"].Mean, 0.1, Environment.ProcessorCount);
        Assert.InRange(whole.Figures["process_memory"].Mean, 1 << 20, whole.Figures["process_memory"].Max);
        Assert.InRange(use.SampleSeconds, 1e-7, use.LongestSampleSeconds);
        Assert.All(use.NotObserved, absent => Assert.False(whole.Figures.ContainsKey(absent.Key)));
        Assert.DoesNotContain("gpu", use.NotObserved.Keys);
        Assert.Null(records[1].MachineUse!.Prefill);
    }

    [Fact]
    public void Nothing_is_sampled_where_it_is_not_asked()
    {
        OrtNative.Require();
        string model = folder.Synthesize(TinyPresets.Recipe(TinyPresets.Tied, Precision.Fp32));

        Assert.Null(Assert.Single(Run(model, Spec)).MachineUse);
    }

    [Fact]
    public void What_was_not_checked_says_why()
    {
        OrtNative.Require();
        string model = folder.Synthesize(TinyPresets.Recipe(TinyPresets.Tied, Precision.Fp32));

        var record = Assert.Single(Run(model, [Spec], _ => { }, check: false));

        Assert.Equal(new() { NotChecked = "--no-check" }, record.Correctness);
        Assert.Equal(new() { NotObserved = "--no-check" }, record.Placement);
        Assert.Contains("placement", record.Grade!.NotObserved);
    }

    [Fact]
    public void A_device_on_which_nothing_runs_is_not_here()
    {
        var library = OrtNative.Require();
        Assert.SkipWhen(library.WhyNot("cuda:0") is null, "this machine may have a CUDA device");
        string model = folder.Synthesize(TinyPresets.Recipe(TinyPresets.Tied, Precision.Fp16));

        var records = Run(model, Spec with { Device = "cuda:0" }, Spec with { Device = "cuda:0", Prompt = 5 });

        Assert.All(records, r => Assert.Equal((CaseStatus.Skipped, "cuda:0"), (r.Status, r.Absent)));
        Assert.All(records, r => Assert.StartsWith("CUDAExecutionProvider does not load: ", r.Reason, StringComparison.Ordinal));
        Assert.All(records, r => Assert.Empty(r.Values));
    }

    [Fact]
    public void What_the_engine_does_unasked_is_a_warning()
    {
        var engine = TestRecords.Ok().Engine!;

        Assert.Empty(EngineWarnings.Of(engine with { CastsInserted = false }));
        Assert.Equal(
            [WarningCode.CastsInserted, WarningCode.KvCopied],
            EngineWarnings.Of(engine with { CastsInserted = true, Kv = "copied" }).Select(w => w.Code));
    }

    public void Dispose() => folder.Dispose();

    // A graph whose inputs take a fixed number of sequences and no other.
    private string ModelOfBatch1(int sequences = 1)
    {
        string model = folder.Synthesize(TinyPresets.Recipe(TinyPresets.Tied, Precision.Fp32)), path = Path.Combine(model, "model.onnx");
        File.Delete(Path.Combine(model, ModelManifest.FileName));
        var graph = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        foreach (var input in graph.Graph.Input.Where(i => !i.Name.StartsWith("past", StringComparison.Ordinal)))
            input.Type.TensorType.Shape.Dim[0] = new() { DimValue = sequences };
        File.WriteAllBytes(path, graph.ToByteArray());
        return model;
    }

    private static RunRecord[] Run(string model, params CaseSpec[] specs) => Run(model, specs, _ => { });

    private static RunRecord[] Run(string model, CaseSpec[] specs, Action<CaseProgress> progress, string? stamp = null, bool check = true, MeasurementSettings? settings = null)
    {
        var records = new List<RunRecord>();
        var runner = new GroupRunner(
            "run", TestRecords.Ok().Environment, settings ?? new() { Trials = 2, WarmUp = 1 }, TimeProvider.System);
        var group = new CaseGroup
        {
            ModelPath = model,
            ModelStamp = stamp,
            NotChecked = check ? null : "--no-check",
            Cases = [.. specs.Select((spec, i) => new PlannedCase { Spec = spec, CaseId = CaseId.Of(spec), OrderIndex = i })],
        };
        runner.Run(group, progress, records.Add, TestContext.Current.CancellationToken);
        return [.. records];
    }
}
