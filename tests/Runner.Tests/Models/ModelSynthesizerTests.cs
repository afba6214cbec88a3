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
        "fa83745de619aeb49370bdfd5bd1a526e92e881a77c5fb2419f513f61a1536b0")]
    [InlineData(
        "int4",
        "ef8c0c4f94f882bfd57ab2bdb4caaf29520966d1f7de3554b39146963d00b34f",
        "71599c29d6abf56787fef1d9c2a07cdddf3823c03b1bb571973c1ecfa29545d5")]
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
    [InlineData(32)]
    [InlineData(128)]
    public void The_quantised_weights_are_the_float_weights_rounded(int blockSize)
    {
        // 128 divides neither the width 64 nor the 160 of the feed-forward block: the last block of a row is filled up.
        ReferenceWeights exact = new(folder.Synthesize(Recipe(Untied, Precision.Fp32), "fp32"));
        ReferenceWeights rounded = new(folder.Synthesize(Recipe(Untied, Precision.Int4) with { BlockSize = blockSize }, "int4"));
        foreach (string name in (string[])["model.layers.0.attn.qkv_proj", "model.layers.1.attn.o_proj", "model.layers.1.mlp.down_proj", "lm_head"])
        {
            List<double> errors = [];
            double[][] a = exact.Projection($"{name}.MatMul.weight"), b = rounded.Projection($"{name}.MatMul.weight");
            for (int row = 0; row < a.Length; row++)
            {
                foreach ((double[] x, double[] y) in a[row].Chunk(blockSize).Zip(b[row].Chunk(blockSize)))
                {
                    double step = x.Max(Math.Abs) / 8;
                    errors.AddRange(x.Zip(y, (p, q) => (p - q) / step));
                }
            }

            // One step at the clamped end; else half a step, of which the mean square is 1/12.
            Assert.InRange(errors.Max(Math.Abs), 0.5, 1 + 1e-6);
            Assert.InRange(errors.Average(e => e * e), 1 / 13.0, 1 / 10.0);
        }

        Assert.Equal(exact.Vector("model.layers.0.input_layernorm.weight"), rounded.Vector("model.layers.0.input_layernorm.weight"));
        Assert.Equal(exact.Embedding(64), rounded.Embedding(64));
    }

    [Fact]
    public void Logits_are_alive_and_differ_little_between_precisions()
    {
        int[] ids = [1, 5, 300, 31, 77, 123];
        double[] exact = new ReferenceLlama(folder.Synthesize(Recipe(Tied, Precision.Fp32), "fp32"), Tied).Logits(ids)[^1];
        double[] rounded = new ReferenceLlama(folder.Synthesize(Recipe(Tied, Precision.Int4), "int4"), Tied).Logits(ids)[^1];

        double spread = Math.Sqrt(exact.Average(v => v * v));
        double difference = Math.Sqrt(exact.Zip(rounded, (a, b) => (a - b) * (a - b)).Average());
        Assert.InRange(spread, 0.7, 1.4);
        Assert.InRange(difference, 0.01, 0.4);
    }

    [Fact]
    public void Progress_ends_at_the_whole()
    {
        List<SynthesisProgress> reports = [];
        ModelSynthesizer.Write(
            Recipe(Tied, Precision.Fp32), folder["model"], new Recorder(reports), TestContext.Current.CancellationToken);

        long bytes = new FileInfo(folder["model", "model.onnx.data"]).Length;
        Assert.Equal([new SynthesisProgress(bytes, bytes)], reports);
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

        BadInputException e = Assert.Throws<BadInputException>(() => folder.Synthesize(Recipe(huge, Precision.Fp32)));

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
