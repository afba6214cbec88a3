using InferBench.Runner.Commands;
using InferBench.Runner.Models;
using InferBench.Runner.Options;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Models;
using InferBench.Runner.Workloads.Checking;

namespace InferBench.Runner.Tests.Commands;

public sealed class BetterModelsTests : IDisposable
{
    private readonly TestFolder folder = new();

    private static BetterModels Of(BetterModel? given, params (string Name, string? Precision, long Bytes)[] models)
    {
        var plan = new RunPlan
        {
            Groups = [.. models.Select(m => new CaseGroup
            {
                ModelPath = "/models/" + m.Name,
                ModelHash = "hash of " + m.Name,
                ModelStamp = "stamp of " + m.Name,
                Cases = [new() { Spec = TestRecords.Ok().Case with { Model = m.Name }, CaseId = m.Name, OrderIndex = 0 }],
            })],
            Measurement = new(),
        };
        return new(plan, name => models.First(m => m.Name == name) is { Precision: var precision, Bytes: var bytes } ? Inspection(precision, bytes) : null, given);
    }

    private static ModelInspection Inspection(string? precision, long bytes) => new()
    {
        Schema = ModelInspection.CurrentSchema,
        Model = TestRecords.Model("") with { Precision = precision, Bytes = bytes, WeightSeed = null },
        Made = true,
        Kv = "shared",
        KvType = "float32",
        KvBytesPerToken = 1,
        LogitsType = "float32",
        LogitsBytesPerRow = 1,
        Tensors = [],
        WeightBytes = bytes,
        FlopsPerPrefillToken = 1,
        FlopsPerLogits = 1,
        Decode = [],
    };

    [Fact]
    public void A_model_is_held_against_the_most_precise_variant_in_its_folder()
    {
        var better = Of(
            null, ("llama:int4", "int4", 5), ("llama:fp32", "fp32", 40), ("llama/onnx/model_fp16.onnx", "fp16", 20), ("other:int8", "int8", 10), ("odd", null, 1));

        Assert.Equal(new("llama:fp32", "/models/llama:fp32") { Stamp = "stamp of llama:fp32", Hash = "hash of llama:fp32" }, better.Of("llama:int4"));
        Assert.Equal("llama:fp32", better.Of("llama/onnx/model_fp16.onnx")?.Name);
        Assert.Null(better.Of("llama:fp32"));
        Assert.Null(better.Of("other:int8"));
        Assert.Null(better.Of("odd"));
        Assert.Null(better.Of("unknown"));
    }

    [Fact]
    public void Of_equally_precise_ones_the_larger_counts_and_none_is_held_against_another()
    {
        var better = Of(null, ("llama/a.onnx", "fp32", 40), ("llama/b.onnx", "fp32", 41), ("llama/c.onnx", "int4", 5));

        Assert.Equal("llama/b.onnx", better.Of("llama/c.onnx")?.Name);
        Assert.Null(better.Of("llama/a.onnx"));
    }

    [Fact]
    public void A_model_that_the_user_names_is_better_than_any_but_itself()
    {
        var given = new BetterModel("mine", "/mine") { Hash = "hash of a" };

        var better = Of(given, ("a", "fp32", 40), ("b", "int4", 5));

        Assert.Same(given, better.Of("b"));
        Assert.Null(better.Of("a"));
    }

    [Fact]
    public void A_model_of_another_geometry_or_of_random_weights_is_refused()
    {
        var cache = new ModelCache(folder["cache"]);
        string tested = Real(TinyPresets.Tied, "tested"), fits = Real(TinyPresets.Tied with { Geometry = TinyPresets.Tied.Geometry with { Positions = 64 } }, "fits"),
            other = Real(TinyPresets.Untied, "other");
        var options = new RunOptions { Models = [tested], Prompts = [4], Generates = [4] };
        var requested = RequestedPlan.Of(options, cache, cancellation: TestContext.Current.CancellationToken);

        Assert.Null(BetterModels.Given(options, requested));
        Assert.Equal(64, BetterModels.Given(options with { QualityAgainst = fits }, requested)!.Geometry.Positions);
        Assert.Equal(
            $"--quality-against {other}: found heads 6, allowed is 4, as tested has; give a more precise variant of the model that is run",
            Refused(other));
        Assert.Equal(
            "--quality-against: found 'synth:llama-15m', allowed is a folder or an .onnx file: random weights are better than none",
            Refused("synth:llama-15m"));
        Assert.StartsWith("--quality-against /no/such: not found", Refused("/no/such"), StringComparison.Ordinal);

        string Refused(string path) => Assert.Throws<BadInputException>(() => BetterModels.Given(options with { QualityAgainst = path }, requested)).Message;

        string Real(Preset preset, string name)
        {
            string path = folder.Synthesize(TinyPresets.Recipe(preset, Precision.Fp32), name);
            File.Delete(Path.Combine(path, ModelManifest.FileName));
            return path;
        }
    }

    public void Dispose() => folder.Dispose();
}
