using InferBench.Runner.Records;

namespace InferBench.EndToEnd.Tests;

/// <summary>onnxruntime-genai beside our own loop, as a user runs them.</summary>
public sealed class GenAiTests(ModelFixture models)
{
    private const string Variable = "INFERBENCH_GENAI_LIBRARY";
    private const string Int4 = "synth:llama-15m:int4";

    private string[] Quick(string file, params string[] more) =>
        ["run", "--model", Int4, "--cache-dir", models.Cache, "--out", file, "--warmup", "1", "--trials", "3", "--no-anchor", "--no-ceilings", "--prompt", "16", "--gen", "8", .. more];

    [Theory]
    [InlineData()]
    [InlineData("--in-process")]
    public async Task Both_engines_generate_the_same_tokens_and_each_row_is_checked(params string[] more)
    {
        RequireGenAi();
        string file = Path.Combine(models.NewFolder(), "r.jsonl");

        var outcome = await Inferbench.Run(Quick(file, ["--engine", "ort,genai", "--threads", "2", .. more]));

        Assert.Equal(ExitCode.Ok, outcome.ExitCode);
        var records = Inferbench.ReadRecords(file).ToDictionary(r => r.Case.Engine);
        RunRecord ort = records["ort"], genai = records["genai"];
        Assert.Equal((CaseStatus.Ok, CaseStatus.Ok), (ort.Status, genai.Status));
        Assert.Equal(ort.TokenHash, genai.TokenHash);
        Assert.NotNull(genai.TokenHash);
        Assert.Equal((2, 2), (ort.Engine!.Threads, genai.Engine!.Threads));
        Assert.Equal(ort.Engine.Version, genai.Engine.RuntimeVersion);
        Assert.Equal((null, 17), (genai.Correctness!.NotChecked, genai.Correctness.Positions));
        Assert.Null(genai.Placement!.NotObserved);
        Assert.Equal(0, genai.Values[MetricId.SelfAllocated]);

        var again = await Inferbench.Run(Quick(file, ["--engine", "ort,genai", "--threads", "2", "--resume", .. more]));

        Assert.Equal((ExitCode.Ok, 2), (again.ExitCode, Inferbench.ReadRecords(file).Length));
    }

    [Fact]
    public async Task Nothing_is_put_into_the_users_folders_to_be_reported_home()
    {
        RequireGenAi();
        string home = models.NewFolder();
        var variables = new Dictionary<string, string?> { ["HOME"] = home, ["XDG_CACHE_HOME"] = null, ["XDG_DATA_HOME"] = null };

        var outcome = await Inferbench.RunWith(variables, Quick(Path.Combine(models.NewFolder(), "r.jsonl"), "--engine", "genai", "--no-check", "--no-quality"));

        Assert.Equal(ExitCode.Ok, outcome.ExitCode);
        Assert.DoesNotContain(Directory.EnumerateFiles(home, "*", SearchOption.AllDirectories), file => file.Contains("onnxruntime", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Alone_it_is_refused_where_it_is_not_there()
    {
        Native.RequireOnnxRuntime();
        SkipWhereItLiesBesideTheExecutable();
        string file = Path.Combine(models.NewFolder(), "r.jsonl");

        var outcome = await Inferbench.RunWith(new Dictionary<string, string?> { [Variable] = null }, Quick(file, "--engine", "genai"));

        Assert.Equal(ExitCode.BadInput, outcome.ExitCode);
        Assert.StartsWith(
            "inferbench: --engine: found 'genai', but onnxruntime-genai's native library was not found: INFERBENCH_GENAI_LIBRARY is not set, no ",
            Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task Beside_another_engine_it_is_a_row_that_says_it_was_not_measured()
    {
        Native.RequireOnnxRuntime();
        SkipWhereItLiesBesideTheExecutable();
        string file = Path.Combine(models.NewFolder(), "r.jsonl");

        var outcome = await Inferbench.RunWith(new Dictionary<string, string?> { [Variable] = null }, Quick(file, "--engine", "ort,genai", "--no-check", "--no-quality"));

        Assert.Equal(ExitCode.Ok, outcome.ExitCode);
        var records = Inferbench.ReadRecords(file).ToDictionary(r => r.Case.Engine);
        Assert.Equal((CaseStatus.Ok, CaseStatus.Skipped), (records["ort"].Status, records["genai"].Status));
        Assert.Equal("genai", records["genai"].Absent);
        Assert.StartsWith("onnxruntime-genai's native library was not found: ", records["genai"].Reason, StringComparison.Ordinal);
        Assert.Empty(records["genai"].Statistics);
    }

    [Theory]
    [InlineData("/no/such/libonnxruntime-genai.so")]
    [InlineData("/etc/passwd")]
    public async Task A_library_that_cannot_be_used_is_refused_by_name(string library)
    {
        Native.RequireOnnxRuntime();

        var outcome = await Inferbench.RunWith(
            new Dictionary<string, string?> { [Variable] = library }, Quick(Path.Combine(models.NewFolder(), "r.jsonl"), "--engine", "ort,genai"));

        Assert.Equal(ExitCode.BadInput, outcome.ExitCode);
        Assert.StartsWith($"inferbench: onnxruntime-genai's library {library}: ", Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_without_its_config_is_refused_before_anything_runs()
    {
        RequireGenAi();
        string model = await models.NewModel();
        File.Delete(Path.Combine(model, "inferbench-model.json"));
        File.Delete(Path.Combine(model, "genai_config.json"));
        File.WriteAllText(Path.Combine(model, "config.json"), """{"num_attention_heads": 6, "num_key_value_heads": 6}""");
        string file = Path.Combine(models.NewFolder(), "r.jsonl");

        var outcome = await Inferbench.Run("run", "--model", model, "--engine", "genai", "--out", file);

        Assert.Equal(ExitCode.BadInput, outcome.ExitCode);
        Assert.StartsWith($"inferbench: {Path.Combine(model, "genai_config.json")}: there is no such file, ", Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task Doctor_names_the_library_and_the_runtime_under_it()
    {
        RequireGenAi();

        var outcome = await Inferbench.Run("doctor");

        Assert.Equal(ExitCode.Ok, outcome.ExitCode);
        Assert.Contains(outcome.OutputLines, line => line.StartsWith("ok      genai           onnxruntime-genai ", StringComparison.Ordinal) && line.Contains(", on ONNX Runtime 1.", StringComparison.Ordinal));
    }

    private static void RequireGenAi()
    {
        Native.RequireOnnxRuntime();
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)))
            return;
        bool required = Environment.GetEnvironmentVariable("INFERBENCH_REQUIRE")?.Split(',').Contains("genai") == true;
        Assert.False(required, $"onnxruntime-genai is required, and {Variable} is not set");
        Assert.Skip($"{Variable} is not set: there is no onnxruntime-genai to run");
    }

    private static void SkipWhereItLiesBesideTheExecutable() =>
        Assert.SkipWhen(Directory.EnumerateFiles(AppContext.BaseDirectory, "*onnxruntime-genai.*", SearchOption.AllDirectories).Any(), "onnxruntime-genai lies beside the executable");
}
