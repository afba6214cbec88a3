using System.Security.Cryptography;
using InferBench.Runner.Models;
using InferBench.Runner.Models.Synthesis;
using InferBench.Runner.Records;
using static InferBench.Runner.Tests.Models.TinyPresets;

namespace InferBench.Runner.Tests.Models;

public sealed class ModelSynthesizerTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    // These are the bytes on every machine: a change here is a new ModelManifest.CurrentGenerator.
    [Theory]
    [InlineData(
        "fp32",
        "91622788fea3348774a4eada17a07a17b1016d93c0a61b65dac1501e62c3357e",
        "23174219916045e176e5628470c5cf4e820d6300230bdfad38b1d5b9eb831084")]
    [InlineData(
        "fp16",
        "5d06e8434d1562513bf2dde4aab7a762512d1c992f9a87ba2074c4a66411489a",
        "0e413d320455fd2a70e8d0f70caae26c546998212ab7c26a91e79a2999aef5f3")]
    [InlineData(
        "int8",
        "834a56ba9dec03b0a3cad0585d4706552eb3a53c8f553b390bdce13cb44db1c4",
        "dad75794ee6e74662ed99058491c2a67dee9c5147132b7554a29eae12cda3f25")]
    [InlineData(
        "int8-f16",
        "db752057f910cb107c3ebe43ff988221d49457674ef47889945a4b5ae100eccc",
        "a59e065c692c25d5b7ccd9c89305f277ca7ac046e2608e3b84a089b15d7e745d")]
    [InlineData(
        "int4",
        "ef8c0c4f94f882bfd57ab2bdb4caaf29520966d1f7de3554b39146963d00b34f",
        "d9a744f843fea09d099f6071a82a917dafa9412716f8a6597f6229d8f9347806")]
    [InlineData(
        "int4-f16",
        "d3d3a515e3751e244640e689b7754d3e8392a98f88c5fde4333f37092c5d5387",
        "2495abbf9ddec70bf7fec155d153988c5238f51320050f301a24a6582523e1ef")]
    public void A_recipe_always_gives_the_same_bytes(string precision, string graph, string data)
    {
        string model = folder.Synthesize(Recipe(Untied, Precision.Parse(precision)));

        Assert.Equal((graph, data), (Hash(model, "model.onnx"), Hash(model, "model.onnx.data")));
    }

    [Fact]
    public void A_folder_holds_what_other_tools_expect_and_a_manifest()
    {
        string model = folder.Synthesize(Recipe(Tied, Precision.Fp32));

        Assert.Equal(
            ["genai_config.json", "inferbench-model.json", "model.onnx", "model.onnx.data", "tokenizer.json", "tokenizer_config.json"],
            Directory.GetFileSystemEntries(model).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        ModelManifest manifest = ModelManifest.Read(model)!;
        Assert.Equal(Recipe(Tied, Precision.Fp32), manifest.Recipe);
        Assert.All(manifest.Files, f => Assert.Equal(Hash(model, f.Name), f.Sha256));
    }

    [Theory]
    [InlineData("int4", 1)]
    [InlineData("int4", 5)]
    [InlineData("fp16", 1)]
    [InlineData("int8-f16", 3)]
    public void Any_number_of_threads_writes_the_same_bytes(string precision, int threads)
    {
        ModelRecipe recipe = new() { Preset = PresetCatalog.Get("llama-15m"), Precision = Precision.Parse(precision) };
        string model = folder.Synthesize(recipe);
        DataLayout data = LlamaGraph.Build(recipe, "model.onnx.data").Data;

        string hash = new DataFileWriter(data, _ => { }, TestContext.Current.CancellationToken).Write(folder["again"], threads);

        Assert.Equal(Hash(model, "model.onnx.data"), hash);
        Assert.Equal(hash, Hash(folder.Path, "again"));
    }

    [Theory]
    [InlineData("int4", 32)]
    [InlineData("int4", 128)]
    [InlineData("int4-f16", 32)]
    [InlineData("int8", 16)]
    [InlineData("int8", 128)]
    [InlineData("int8-f16", 64)]
    public void The_quantised_weights_are_the_float_weights_rounded(string name, int blockSize)
    {
        // 128 divides neither the width 64 nor the 160 of the feed-forward block: the last block of a row is filled up.
        Precision precision = Precision.Parse(name);
        ReferenceWeights exact = new(folder.Synthesize(Recipe(Untied, Precision.Fp32), "fp32"));
        ReferenceWeights rounded = new(folder.Synthesize(Recipe(Untied, precision) with { BlockSize = blockSize }, "rounded"));
        foreach (string tensor in Projections)
        {
            List<double> errors = [];
            double[][] a = exact.Projection($"{tensor}.MatMul.weight"), b = rounded.Projection($"{tensor}.MatMul.weight");
            for (int row = 0; row < a.Length; row++)
            {
                foreach ((double[] x, double[] y) in a[row].Chunk(blockSize).Zip(b[row].Chunk(blockSize)))
                {
                    double step = x.Max(Math.Abs) / (1 << (precision.WeightBits - 1));
                    errors.AddRange(x.Zip(y, (p, q) => (p - q) / step));
                }
            }

            // One step at the clamped end, more by the scale's rounding; else half a step, of which the mean square is 1/12.
            Assert.InRange(errors.Max(Math.Abs), 0.49, 1.07);
            Assert.InRange(errors.Average(e => e * e), 1 / 13.0, 1 / 10.0);
        }

        if (precision.Activations == FloatType.Float32)
            Assert.Equal(exact.Vector("model.layers.0.input_layernorm.weight"), rounded.Vector("model.layers.0.input_layernorm.weight"));
        Assert.Equal(Stored(exact.Embedding(64), precision), rounded.Embedding(64));
    }

    [Fact]
    public void Float16_weights_are_the_float_weights_rounded_to_nearest()
    {
        ReferenceWeights exact = new(folder.Synthesize(Recipe(Untied, Precision.Fp32), "fp32"));
        ReferenceWeights rounded = new(folder.Synthesize(Recipe(Untied, Precision.Fp16), "fp16"));

        foreach (string tensor in Projections)
            Assert.Equal(Stored(exact.Projection($"{tensor}.MatMul.weight"), Precision.Fp16), rounded.Projection($"{tensor}.MatMul.weight"));
        foreach (string tensor in (string[])["cos_cache", "sin_cache", "model.layers.1.input_layernorm.weight", "model.embed_tokens.weight"])
            Assert.Equal(Stored([exact.Vector(tensor)], Precision.Fp16), [rounded.Vector(tensor)]);
    }

    // A step of 1/8 and of 1/128 of a block's largest weight, and 2^-11 of every weight, through nine products.
    [Theory]
    [InlineData("int4", 0.01, 0.4)]
    [InlineData("int4-f16", 0.01, 0.4)]
    [InlineData("int8", 0.001, 0.03)]
    [InlineData("int8-f16", 0.001, 0.03)]
    [InlineData("fp16", 0.0001, 0.002)]
    public void Logits_are_alive_and_differ_little_between_precisions(string precision, double least, double most)
    {
        int[] ids = [1, 5, 300, 31, 77, 123];
        double[] exact = new ReferenceLlama(folder.Synthesize(Recipe(Tied, Precision.Fp32), "fp32"), Tied).Logits(ids)[^1];
        double[] rounded = new ReferenceLlama(folder.Synthesize(Recipe(Tied, Precision.Parse(precision)), "rounded"), Tied).Logits(ids)[^1];

        double spread = Math.Sqrt(exact.Average(v => v * v));
        double difference = Math.Sqrt(exact.Zip(rounded, (a, b) => (a - b) * (a - b)).Average());
        Assert.InRange(spread, 0.7, 1.4);
        Assert.InRange(difference, least, most);
    }

    [Fact]
    public void Progress_ends_at_the_whole()
    {
        List<SynthesisProgress> reports = [];
        ModelSynthesizer.Write(
            Recipe(Tied, Precision.Fp32), folder["model"], new Recorder(reports), TestContext.Current.CancellationToken);

        long bytes = new FileInfo(folder["model", "model.onnx.data"]).Length;
        Assert.Equal(new SynthesisProgress(bytes, bytes), reports[^1]);
        Assert.Equal(reports.OrderBy(r => r.Bytes), reports);
        Assert.All(reports, r => Assert.Equal(bytes, r.Total));
    }

    [Fact]
    public void A_cancelled_model_leaves_nothing()
    {
        Assert.ThrowsAny<OperationCanceledException>(() => ModelSynthesizer.Write(
            Recipe(Tied, Precision.Fp32), folder["model"], cancellation: new CancellationToken(canceled: true)));

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_model_cancelled_half_way_leaves_nothing()
    {
        using CancellationTokenSource source = new();
        Assert.ThrowsAny<OperationCanceledException>(() => ModelSynthesizer.Write(
            new ModelRecipe { Preset = PresetCatalog.Get("llama-15m") }, folder["model"], new Canceller(source), source.Token));

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_folder_in_use_is_refused_and_kept()
    {
        File.WriteAllText(folder["mine.txt"], "");

        BadInputException e = Assert.Throws<BadInputException>(() => folder.Synthesize(Recipe(Tied, Precision.Fp32), ""));

        Assert.Equal($"{folder.Path}: exists already; name a folder that does not, or remove it", e.Message);
        Assert.Equal([folder["mine.txt"]], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_refused()
    {
        File.WriteAllText(folder["file"], "");
        string below = folder["file", "model"];

        BadInputException e = Assert.Throws<BadInputException>(() => folder.Synthesize(Recipe(Tied, Precision.Fp32), "file/model"));

        Assert.StartsWith($"{below}: cannot be written: ", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void A_folder_without_a_usable_name_is_refused(string name)
    {
        BadInputException e = Assert.Throws<BadInputException>(() => ModelSynthesizer.Write(
            Recipe(Tied, Precision.Fp32), name, cancellation: TestContext.Current.CancellationToken));

        Assert.Equal($"--out: found '{name}', allowed is the path of a folder", e.Message);
    }

    [Fact]
    public void A_model_larger_than_the_disk_is_refused_before_it_is_written()
    {
        Preset huge = Tied with { Geometry = Tied.Geometry with { Hidden = 1 << 20, Intermediate = 1 << 30 } };

        // Should it be written after all, then not for long.
        using CancellationTokenSource brake = new(TimeSpan.FromSeconds(1));
        BadInputException e = Assert.Throws<BadInputException>(
            () => ModelSynthesizer.Write(Recipe(huge, Precision.Fp32), folder["model"], cancellation: brake.Token));

        Assert.Matches(@"model: cannot be written: its disk is full: the weights take \d{17} bytes and \d+ are free$", e.Message);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_shape_that_attention_cannot_take_is_refused()
    {
        Preset odd = Tied with { Geometry = Tied.Geometry with { HeadSize = 20, KvHeads = 3 } };

        BadInputException e = Assert.Throws<BadInputException>(() => folder.Synthesize(Recipe(odd, Precision.Fp32)));

        Assert.Equal(
            "preset tiny-tied: needs a head_size that is a multiple of 16 (it has 20) and heads that are a multiple of kv_heads (it has 4 and 3)",
            e.Message);
    }

    private static string[] Projections { get; } =
        ["model.layers.0.attn.qkv_proj", "model.layers.1.attn.o_proj", "model.layers.1.mlp.down_proj", "lm_head"];

    private static double[][] Stored(double[][] values, Precision precision) => precision.Activations == FloatType.Float32
        ? values
        : [.. values.Select(row => row.Select(v => (double)(Half)v).ToArray())];

    private static string Hash(string model, string file) =>
        Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(model, file))));

    private sealed class Recorder(List<SynthesisProgress> reports) : IProgress<SynthesisProgress>
    {
        public void Report(SynthesisProgress value) => reports.Add(value);
    }

    private sealed class Canceller(CancellationTokenSource source) : IProgress<SynthesisProgress>
    {
        public void Report(SynthesisProgress value) => source.Cancel();
    }
}
