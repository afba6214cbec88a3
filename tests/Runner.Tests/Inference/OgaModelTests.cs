using System.Text.Json.Nodes;
using InferBench.Runner.Inference;
using InferBench.Runner.Inference.GenAi;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Models;
using InferBench.Runner.Workloads;

namespace InferBench.Runner.Tests.Inference;

/// <summary>onnxruntime-genai itself on tiny models.</summary>
public sealed class OgaModelTests(TinyModels models) : IDisposable
{
    private const int Generated = 24;

    private readonly TestFolder folder = new();

    private static CaseSpec Spec { get; } =
        new() { Engine = EngineName.GenAi, Device = "cpu", Model = "tiny", Prompt = 12, Generate = Generated, Threads = 1, Seed = 3 };

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("fp32", LogitsScope.Last)]
    [InlineData("fp32", LogitsScope.All)]
    [InlineData("int8", LogitsScope.Last)]
    [InlineData("int4", LogitsScope.Last)]
    [InlineData("int4", LogitsScope.All)]
    public void Greedy_tokens_are_those_of_our_own_loop(string precision, LogitsScope scope)
    {
        var library = GenAiNative.Require();
        var model = models.Get("untied", precision, scope);

        int[] theirs = Theirs(library, model), ours = Ours(library, model);

        Assert.Equal(Generated, theirs.Length);
        Assert.Equal(ours, theirs);
        Assert.True(ours.Distinct().Count() > Generated / 4, "the tokens repeat too much to tell one run from another");
    }

    [Fact]
    public void An_end_of_sequence_does_not_end_generation_and_is_never_chosen()
    {
        var library = GenAiNative.Require();
        string path = folder.Synthesize(TinyPresets.Recipe(TinyPresets.Untied, Precision.Fp32));
        int[] free = Ours(library, ModelFolder.Open(path)), ends = [free[3], free[5]];
        Change(path, root => root["model"]!["eos_token_id"] = new JsonArray(ends[0], ends[1]));

        int[] tokens = Theirs(library, ModelFolder.Open(path));

        Assert.Equal(Generated, tokens.Length);
        Assert.Equal(free[..3], tokens[..3]);
        Assert.DoesNotContain(tokens, ends.Contains);
    }

    [Fact]
    public void What_the_config_says_of_the_search_does_not_matter()
    {
        var library = GenAiNative.Require();
        string path = folder.Synthesize(TinyPresets.Recipe(TinyPresets.Untied, Precision.Fp32));
        Change(path, root => root["search"] = new JsonObject
        {
            ["do_sample"] = true,
            ["temperature"] = 2.0,
            ["top_k"] = 50,
            ["repetition_penalty"] = 1.5,
            ["num_beams"] = 2,
            ["min_length"] = 30,
            ["max_length"] = 20,
            ["batch_size"] = 3,
        });

        var model = ModelFolder.Open(path);

        Assert.Equal(Ours(library, model), Theirs(library, model));
    }

    [Fact]
    public void Logits_of_forced_tokens_are_those_of_our_own_session()
    {
        var library = GenAiNative.Require();
        var model = models.Get("untied", "fp32");
        using var theirs = OgaModel.Open(library, model, threads: 1);
        using var ours = OrtModel.Open(library.Runtime, model, threads: 1);
        using IInferenceSession forced = theirs.CreateSession(8), reference = ours.CreateSession(8);

        foreach (var session in new[] { forced, reference })
        {
            session.StagePrompt([5, 9, 300, 7]);
            session.Run();
            session.StageTokens([77]);
            session.Run();
        }

        Assert.Equal((reference.Length, reference.Batch), (forced.Length, forced.Batch));
        var expected = reference.Logits(0).ToArray();
        Assert.All(forced.Logits(0).ToArray().Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
    }

    [Fact]
    public void What_its_loop_chooses_follows_from_its_logits()
    {
        var library = GenAiNative.Require();
        using var model = OgaModel.Open(library, models.Get("untied", "int4"), threads: 1);

        Assert.Null(model.FindWrongChoice([5, 9, 300, 7], Generated, batch: 1));
        Assert.Null(model.FindWrongChoice([5, 9, 300, 7], Generated, batch: 2));
    }

    [Fact]
    public void Threads_are_those_that_were_asked_for()
    {
        var library = GenAiNative.Require();
        const int many = 25;
        int before = ThreadsOfThisProcess();

        using var model = OgaModel.Open(library, models.Get(), many);

        Assert.Equal(many, model.Engine.Threads);
        // The calling thread is one of them; others of this process may end meanwhile.
        Assert.InRange(ThreadsOfThisProcess() - before, many - 6, many + 20);
    }

    [Fact]
    public void The_engine_says_what_it_is_and_on_which_runtime()
    {
        var library = GenAiNative.Require();
        using var model = OgaModel.Open(library, models.Get(), threads: 1);

        var engine = model.Engine;

        Assert.Equal(
            ("genai", OgaSearch.FileName, library.Runtime.Version, "CPUExecutionProvider", "shared"),
            (engine.Name, engine.Library, engine.RuntimeVersion, engine.Provider, engine.Kv));
        Assert.Matches(@"^\d+\.\d+\.\d+", engine.Version);
    }

    [Fact]
    public void A_model_without_its_config_is_refused_by_name()
    {
        string path = folder.Synthesize(TinyPresets.Recipe(TinyPresets.Tied, Precision.Fp32));
        File.Delete(Path.Combine(path, ModelManifest.FileName));
        File.Delete(Path.Combine(path, "genai_config.json"));
        File.WriteAllText(Path.Combine(path, "config.json"), """{"num_attention_heads": 4, "num_key_value_heads": 2}""");

        var error = Assert.Throws<BadInputException>(() => OgaModel.RequireConfig(ModelFolder.Open(path)));

        Assert.Equal(
            $"{Path.Combine(path, "genai_config.json")}: there is no such file, and onnxruntime-genai takes no model without it; give --engine ort, or a model from onnxruntime-genai's model builder",
            error.Message);
    }

    [Theory]
    [InlineData("custom_ops_library", "has custom_ops_library, native code that a model must not bring; take it out, or give --engine ort")]
    [InlineData("pipeline", "has a pipeline of graphs, allowed is one decoder; give --engine ort")]
    public void A_config_that_brings_more_than_the_model_is_refused(string member, string problem)
    {
        string path = folder.Synthesize(TinyPresets.Recipe(TinyPresets.Tied, Precision.Fp32));
        Change(path, root => root["model"]!["decoder"]!["session_options"]![member] = "x.so");

        var error = Assert.Throws<BadInputException>(() => OgaModel.RequireConfig(ModelFolder.Open(path)));

        Assert.Equal($"{Path.Combine(path, "genai_config.json")}: {problem}", error.Message);
    }

    [Fact]
    public void A_config_that_the_library_does_not_take_fails_in_its_own_words()
    {
        var library = GenAiNative.Require();
        string path = folder.Synthesize(TinyPresets.Recipe(TinyPresets.Tied, Precision.Fp32));
        Change(path, root => root["model"]!["no_such_member"] = 1);

        var error = Assert.Throws<OgaException>(() => OgaModel.Open(library, ModelFolder.Open(path), threads: 1));

        Assert.StartsWith("onnxruntime-genai: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("no_such_member", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private static int[] Theirs(OgaLibrary library, ModelFolder model)
    {
        using var opened = OgaModel.Open(library, model, threads: 1);
        using var workload = new GenAiWorkload(
            opened.CreateGenerator((int)Spec.Positions), GenerationInput.Of(Spec, model.Geometry.Vocabulary), Generated, TimeProvider.System);
        return Tokens(workload);
    }

    private static int[] Ours(OgaLibrary library, ModelFolder model)
    {
        using var opened = OrtModel.Open(library.Runtime, model, threads: 1);
        using var workload = new GenerationWorkload(
            opened.CreateSession((int)Spec.Positions), GenerationInput.Of(Spec, model.Geometry.Vocabulary), Generated, TimeProvider.System);
        return Tokens(workload);
    }

    private static int[] Tokens(IGenerationWorkload workload)
    {
        workload.Prepare();
        workload.RunTrial();
        return workload.Tokens(0);
    }

    private static int ThreadsOfThisProcess()
    {
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        return self.Threads.Count;
    }

    private static void Change(string model, Action<JsonNode> change)
    {
        // It knows the config that the model was made with.
        File.Delete(Path.Combine(model, ModelManifest.FileName));
        string path = Path.Combine(model, "genai_config.json");
        var root = JsonNode.Parse(File.ReadAllText(path))!;
        change(root);
        File.WriteAllText(path, root.ToJsonString());
    }
}
