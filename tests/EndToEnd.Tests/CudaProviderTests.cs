using InferBench.Runner.Records;
using InferBench.Tests.Native;

namespace InferBench.EndToEnd.Tests;

/// <summary>The CUDA provider on a runtime whose device is the host's memory under another name, and which copies, captures and refuses as the real one.</summary>
public sealed class CudaProviderTests(ModelFixture models) : IDisposable
{
    private const string All = "*:CUDAExecutionProvider", Roomy = "100000000";

    private readonly LyingRuntime lying = Compile();

    public void Dispose() => lying.Dispose();

    [Fact]
    public async Task Keys_values_ids_and_mask_lie_in_the_devices_memory_and_a_token_costs_one_copy_each_way()
    {
        var record = await Run(withDriver: true);

        Assert.Equal(("shared", "Cuda"), (record.Engine!.Kv, record.Engine.KvMemory));
        var placement = record.Placement!;
        Assert.Equal((1, 1), (placement.StepToDevice, placement.StepToHost));
        Assert.Equal(sizeof(long) + (2 * record.Model!.Geometry.Vocabulary), placement.StepBytes);
        Assert.Equal(0.25, record.Values[MetricId.MemoryArenaUnused]);
        Assert.Equal((await OnCpu()).TokenHash, record.TokenHash);
    }

    [Fact]
    public async Task Where_the_driver_cannot_be_asked_to_copy_ids_are_bound_anew_and_the_tokens_are_the_same()
    {
        var record = await Run(withDriver: false);

        Assert.Equal("Cuda", record.Engine!.KvMemory);
        // The mask, too.
        Assert.Equal((2, 1), (record.Placement!.StepToDevice, record.Placement.StepToHost));
        Assert.Equal((await OnCpu()).TokenHash, record.TokenHash);
    }

    [Theory]
    [InlineData("1", "0")]
    [InlineData("2", "0")]
    [InlineData("1", "3")]
    public async Task Decode_steps_are_a_captured_graph_that_finds_everything_where_it_was(string batch, string depth)
    {
        string log = Path.Combine(models.NewFolder(), "log");

        var record = await Run(withDriver: true, [("LOG", log)], "--option", "cuda.enable_cuda_graph=1", "--option", "cuda.use_tf32=0", "--batch", batch, "--depth", depth);

        string[] lines = File.ReadAllLines(log);
        Assert.Equal(["cuda device_id=0", "cuda enable_cuda_graph=1", "cuda use_tf32=0"], lines.Where(line => line.StartsWith("cuda ", StringComparison.Ordinal)).Distinct());
        // That of the measured buffers, and that of the check's.
        Assert.Equal(["graph captured=1", "graph captured=2"], lines.Where(line => line.StartsWith("graph captured=", StringComparison.Ordinal)));
        Assert.Equal(["graph replayed=1", "graph replayed=2"], lines.Where(line => line.StartsWith("graph replayed=", StringComparison.Ordinal)).Distinct());
        Assert.Equal((await OnCpu("--batch", batch, "--depth", depth)).TokenHash, record.TokenHash);
        Assert.Equal("enable_cuda_graph=1 use_tf32=0", string.Join(' ', record.Case.Options!.OfProvider("cuda:0").Select(o => $"{o.Key}={o.Value}")));
    }

    [Fact]
    public async Task Asked_for_int4_a_cuda_device_runs_its_float16_sibling_and_says_so()
    {
        var (record, outcome) = await Outcome([("DEVICE", Roomy)], "--device", "cuda");

        Assert.Equal(("synth:llama-15m:int4-f16", "int4-f16"), (record.Case.Model, record.Model!.Precision));
        Assert.Contains(
            "CUDA devices run synth:llama-15m:int4-f16 in place of synth:llama-15m:int4: CUDA has no float32 grouped-query attention", outcome.ErrorLines);
    }

    [Fact]
    public async Task Float32_attention_is_refused_with_the_reason()
    {
        var outcome = await Inferbench.RunWith(
            lying.Variables(("PROVIDER", "CUDAExecutionProvider")), "run", "--model", "synth:llama-15m:fp32", "--device", "cuda", "--cache-dir", models.Cache);

        Assert.Equal(ExitCode.BadInput, outcome.ExitCode);
        Assert.Equal(
            "inferbench: --model, --device: no case can run: found synth:llama-15m:fp32 on cuda:0, whose grouped-query attention is in float32: CUDA has no code for that, and it would run on the CPU; give a model in fp16, int8-f16 or int4-f16",
            Assert.Single(outcome.ErrorLines));
    }

    [Fact]
    public async Task Memory_that_a_device_does_not_have_is_told_with_what_is_free()
    {
        var (record, _) = await Outcome([("DEVICE", "20000")], "--device", "cuda", "--prompt", "300");

        Assert.Equal(CaseStatus.Failed, record.Status);
        Assert.Matches("^the KV cache of batch 1 x 304 tokens takes [0-9]+ bytes, which cannot be allocated: 123456789 bytes of the device are free$", record.Reason);
    }

    [Fact]
    public async Task An_option_that_the_provider_does_not_know_fails_in_the_runtimes_own_words()
    {
        var (record, _) = await Outcome([], "--device", "cuda", "--option", "cuda.unknown=1");

        Assert.Equal((CaseStatus.Failed, "ONNX Runtime: Fail: Unknown provider option: \"unknown\"."), (record.Status, record.Reason));
    }

    [Fact]
    public async Task Any_other_provider_gets_its_options_by_name_and_is_held_to_the_same_proof()
    {
        string log = Path.Combine(models.NewFolder(), "log");

        var (record, _) = await Outcome([("PROVIDER", "OpenVINOExecutionProvider"), ("LOG", log)], "--device", "OpenVINO:0", "--option", "OpenVINO.device_type=GPU");

        Assert.Equal(["append OpenVINO=", "OpenVINO device_type=GPU"], File.ReadAllLines(log));
        Assert.Equal(("OpenVINOExecutionProvider", Verdict.Invalid), (record.Engine!.Provider, record.Grade!.Verdict));
        Assert.Contains(record.Grade.Reasons, r => r.Reason == GradeReason.ProviderFallback);
    }

    private static LyingRuntime Compile()
    {
        Native.RequireOnnxRuntime();
        return LyingRuntime.Compile(Path.Combine(AppContext.BaseDirectory, "libonnxruntime.so.1"));
    }

    private async Task<RunRecord> OnCpu(params string[] more) => await Case(new Dictionary<string, string?>(), ["--device", "cpu", .. more]);

    private async Task<RunRecord> Run(bool withDriver, (string, string)[]? lies = null, params string[] more)
    {
        var variables = lying.Variables([("PROVIDER", "CUDAExecutionProvider"), ("PLACE", All), ("DEVICE", Roomy), .. lies ?? []]);
        if (withDriver)
            variables.Add("LD_LIBRARY_PATH", lying.AddDriver());
        var record = await Case(variables, ["--device", "cuda:0", .. more]);
        Assert.Equal((CaseStatus.Ok, null), (record.Status, record.Reason));
        Assert.DoesNotContain(record.Grade!.Reasons, r => Grade.IsFatal(r.Reason));
        return record;
    }

    private async Task<(RunRecord Record, Inferbench.Outcome Outcome)> Outcome((string Name, string Value)[] lies, params string[] more)
    {
        (string, string)[] provider = lies.Any(l => l.Name == "PROVIDER") ? [] : [("PROVIDER", "CUDAExecutionProvider")];
        var variables = lying.Variables([.. provider, .. lies]);
        variables.Add("LD_LIBRARY_PATH", lying.AddDriver());
        string file = Path.Combine(models.NewFolder(), "r.jsonl");
        var outcome = await Inferbench.RunWith(variables, Arguments(file, "synth:llama-15m:int4", more));
        return (Assert.Single(Inferbench.ReadRecords(file), r => r.Case.Kernel is null), outcome);
    }

    private async Task<RunRecord> Case(IReadOnlyDictionary<string, string?> variables, string[] more)
    {
        string file = Path.Combine(models.NewFolder(), "r.jsonl");
        await Inferbench.RunWith(variables, Arguments(file, models.Tiny("int4-f16"), more));
        return Assert.Single(Inferbench.ReadRecords(file), r => r.Case.Kernel is null);
    }

    private string[] Arguments(string file, string model, string[] more) =>
    [
        "run", "--model", model, "--cache-dir", models.Cache, "--out", file, "--gen", "4", "--trials", "5", "--warmup", "1", "--no-ceilings", "--no-quality",
        .. more.Contains("--prompt") ? [] : new[] { "--prompt", "8" }, .. more,
    ];
}
