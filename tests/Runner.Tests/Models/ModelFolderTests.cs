using InferBench.Runner.Models;
using InferBench.Runner.Records;
using static InferBench.Runner.Tests.Models.TinyPresets;

namespace InferBench.Runner.Tests.Models;

public sealed class ModelFolderTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(true, "fp32", LogitsScope.Last)]
    [InlineData(true, "int4", LogitsScope.Last)]
    [InlineData(false, "fp32", LogitsScope.All)]
    [InlineData(false, "int4", LogitsScope.All)]
    public void A_synthetic_folder_tells_what_it_was_made_from(bool tied, string precision, LogitsScope logits)
    {
        ModelRecipe recipe = Recipe(tied ? Tied : Untied, Precision.Parse(precision), logits);

        ModelFolder model = ModelFolder.Open(folder.Synthesize(recipe));

        Assert.Equal(
            new ModelInfo
            {
                Name = recipe.Preset.Name,
                Geometry = recipe.Preset.Geometry,
                Parameters = recipe.Cost.Parameters,
                Bytes = model.Files.Sum(f => new FileInfo(f).Length),
                Hash = ModelManifest.Read(folder["model"])!.ModelHash(),
                Precision = precision,
                BlockSize = precision == "int4" ? 32 : null,
                Logits = logits == LogitsScope.Last ? "last" : "all",
                Layout = "genai",
                Attention = "grouped-query",
                WeightSeed = 7,
            },
            model.Info);
        Assert.Equal([folder["model", "model.onnx"], folder["model", "model.onnx.data"]], model.Files);
        Assert.Equal(folder["model", "model.onnx"], model.GraphPath);
        Assert.Equal(("input_ids", "attention_mask", "logits"), (model.Interface.InputIds, model.Interface.AttentionMask, model.Interface.Logits));
        Assert.Equal(
            [
                new LayerCache("past_key_values.0.key", "past_key_values.0.value", "present.0.key", "present.0.value"),
                new LayerCache("past_key_values.1.key", "past_key_values.1.value", "present.1.key", "present.1.value"),
            ],
            model.Interface.Caches);
    }

    [Fact]
    public void A_graph_without_config_or_manifest_is_read_by_itself()
    {
        ModelFolder made = ModelFolder.Open(folder.Synthesize(Recipe(Untied, Precision.Int4)));
        File.Delete(folder["model", GenAiConfig.FileName]);
        File.Delete(folder["model", ModelManifest.FileName]);

        ModelFolder model = ModelFolder.Open(folder["model", "model.onnx"]);

        Assert.Equal(made.Info with { Name = "model", Hash = null, WeightSeed = null, Layout = "onnx" }, model.Info);
        Assert.Equal(made.Interface.Caches, model.Interface.Caches);
    }

    [Fact]
    public void A_folder_may_be_named_with_a_slash_at_its_end()
    {
        string path = folder.Synthesize(Recipe(Tied, Precision.Fp32));

        Assert.Equal(ModelFolder.Open(path).Files, ModelFolder.Open(path + Path.DirectorySeparatorChar).Files);
    }

    [Fact]
    public void Positions_are_the_fewest_that_table_and_config_allow()
    {
        folder.Synthesize(Recipe(Tied, Precision.Fp32));
        File.Delete(folder["model", ModelManifest.FileName]);
        ReplaceInConfig("\"context_length\": 128", "\"context_length\": 100");

        Assert.Equal(100, ModelFolder.Open(folder["model"]).Geometry.Positions);
    }

    [Fact]
    public void Missing_things_are_named()
    {
        folder.Synthesize(Recipe(Tied, Precision.Fp32));

        Refused("", ": not found; give a model folder, an .onnx file or synth:PRESET[:PRECISION]");
        Refused("a\0b", "a b: not found; give a model folder, an .onnx file or synth:PRESET[:PRECISION]");
        Refused(folder["none"], $"{folder["none"]}: not found; give a model folder, an .onnx file or synth:PRESET[:PRECISION]");
        File.Delete(folder["model", "model.onnx.data"]);
        Refused($"{folder["model", "model.onnx.data"]}: not found; model.onnx keeps weights there");
        File.Delete(folder["model", "model.onnx"]);
        Refused($"{folder["model", "model.onnx"]}: not found; it should hold the graph");
        File.Delete(folder["model", GenAiConfig.FileName]);
        Refused(
            $"{folder["model"]}: is no model folder: looked for genai_config.json, *.onnx and onnx/*.onnx; "
            + "found inferbench-model.json, tokenizer.json, tokenizer_config.json");
    }

    [Fact]
    public void Files_that_are_not_onnx_are_refused()
    {
        string graph = Path.Combine(folder.Synthesize(Recipe(Tied, Precision.Fp32)), "model.onnx");
        byte[] whole = File.ReadAllBytes(graph);

        File.WriteAllBytes(graph, whole[..(whole.Length / 2)]);
        Refused(
            $"{graph}: is not an ONNX model, or is damaged: While parsing a protocol message, the input ended unexpectedly in the middle of a field.  "
            + "This could mean either that the input has been truncated or that an embedded message misreported its own length.");
        File.WriteAllBytes(graph, []);
        Refused($"{graph}: is not an ONNX model: it has no version or no graph");
        File.WriteAllText(graph, "version https://git-lfs.github.com/spec/v1");
        Assert.StartsWith($"{graph}: is not an ONNX model, or is damaged: ", Assert.Throws<BadInputException>(Open).Message, StringComparison.Ordinal);
        using (FileStream stream = File.OpenWrite(graph))
            stream.SetLength(1L << 31);
        Refused($"{graph}: has 2147483648 bytes; a graph file must be smaller than 2 GiB, with its weights in a file beside it");
    }

    [Theory]
    [InlineData("num_hidden_layers", 2, 3)]
    [InlineData("hidden_size", 64, 128)]
    [InlineData("num_attention_heads", 4, 8)]
    [InlineData("num_key_value_heads", 2, 4)]
    [InlineData("head_size", 16, 32)]
    [InlineData("vocab_size", 320, 321)]
    public void A_config_of_another_model_is_refused(string key, int found, int given)
    {
        folder.Synthesize(Recipe(Tied, Precision.Int4));
        ReplaceInConfig($"\"{key}\": {found}", $"\"{key}\": {given}");

        Refused($"{folder["model", GenAiConfig.FileName]}: {key} is {given}, but the graph model.onnx has {found}; one of them belongs to another model");
    }

    [Fact]
    public void A_config_that_names_a_graph_outside_the_folder_is_refused()
    {
        folder.Synthesize(Recipe(Tied, Precision.Fp32));
        ReplaceInConfig("\"model.onnx\"", "\"../model.onnx\"");

        Refused($"{folder["model", GenAiConfig.FileName]}: names the file '../model.onnx', which is not inside the model's folder; refused");
    }

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("./model.onnx")]
    [InlineData(".//model.onnx")]
    [InlineData("other.onnx")]
    public void A_graph_is_opened_by_itself_as_its_folder_is_if_the_config_beside_names_it(string filename)
    {
        folder.Synthesize(Recipe(Tied, Precision.Fp32));
        if (filename == "other.onnx")
            File.CreateSymbolicLink(folder["model", "other.onnx"], "model.onnx");
        ReplaceInConfig("\"filename\": \"model.onnx\"", $"\"filename\": \"{filename}\"");
        ReplaceInConfig("\"context_length\": 128", "\"context_length\": 100");
        File.Delete(folder["model", ModelManifest.FileName]);

        foreach (string path in (string[])[folder["model"], folder["model", "model.onnx"]])
        {
            ModelFolder model = ModelFolder.Open(path);
            Assert.Equal((100, folder["model", "model.onnx"]), (model.Geometry.Positions, model.GraphPath));
        }
    }

    [Fact]
    public void The_config_of_another_graph_beside_it_is_not_used()
    {
        folder.Synthesize(Recipe(Tied, Precision.Fp32));
        ReplaceInConfig("\"context_length\": 128", "\"context_length\": 100");
        File.Copy(folder["model", "model.onnx"], folder["model", "second.onnx"]);

        Assert.Equal(128, ModelFolder.Open(folder["model", "second.onnx"]).Geometry.Positions);
    }

    [Fact]
    public void A_graph_in_a_folder_below_is_read_with_the_config_above_it()
    {
        folder.Synthesize(Recipe(Tied, Precision.Fp32), "inner");
        Directory.CreateDirectory(folder["model"]);
        Directory.Move(folder["inner"], folder["model", "onnx"]);
        File.Delete(folder["model", "onnx", ModelManifest.FileName]);
        File.Move(folder["model", "onnx", GenAiConfig.FileName], folder["model", GenAiConfig.FileName]);
        ReplaceInConfig("\"filename\": \"model.onnx\"", "\"filename\": \"onnx/model.onnx\"");
        ReplaceInConfig("\"context_length\": 128", "\"context_length\": 100");

        ModelFolder model = Open();

        Assert.Equal(folder["model", "onnx", "model.onnx"], model.GraphPath);
        Assert.Equal((100, "model"), (model.Geometry.Positions, model.Info.Name));
        ReplaceInConfig("\"head_size\": 16", "\"head_size\": 32");
        Refused($"{folder["model", GenAiConfig.FileName]}: head_size is 32, but the graph model.onnx has 16; one of them belongs to another model");
    }

    [Fact]
    public void Changed_weights_are_noticed_when_the_manifest_says_what_they_were()
    {
        folder.Synthesize(Recipe(Tied, Precision.Fp32));
        using (FileStream stream = File.OpenWrite(folder["model", "model.onnx.data"]))
            stream.WriteByte(1);

        Refused($"{folder["model"]}: the first MiB of model.onnx.data is not what it was made with; make the model again");
    }

    private void ReplaceInConfig(string found, string given)
    {
        string path = folder["model", GenAiConfig.FileName], text = File.ReadAllText(path);
        Assert.Contains(found, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(found, given, StringComparison.Ordinal));
    }

    private ModelFolder Open() => ModelFolder.Open(folder["model"]);

    private void Refused(string message) => Refused(folder["model"], message);

    private static void Refused(string path, string message) =>
        Assert.Equal(message, Assert.Throws<BadInputException>(() => ModelFolder.Open(path)).Message);
}
