using InferBench.Runner.Models;
using InferBench.Runner.Records;
using static InferBench.Runner.Tests.Models.TinyPresets;

namespace InferBench.Runner.Tests.Models.Layouts;

/// <summary>What is read off each layout.</summary>
public sealed class LayoutReadingTests : IDisposable
{
    private readonly TestFolder folder = new();

    /// <summary>Maker, then layout, attention, precision, logits; of the interface: further inputs, types, shared caches.</summary>
    public static TheoryData<string, string, string> Layouts { get; } = new()
    {
        { nameof(ModelLayouts.GenAiPacked), "genai grouped-query fp32 last", "Float32 Float32 shared" },
        { nameof(ModelLayouts.GenAiSeparate), "genai grouped-query fp32 last", "Float32 Float32 shared" },
        { nameof(ModelLayouts.GenAiBiased), "genai grouped-query fp32 last", "Float32 Float32 shared" },
        { nameof(ModelLayouts.GenAiSymbolic), "genai grouped-query fp32 last", "Float32 Float32 shared" },
        { nameof(ModelLayouts.GenAiShuffled), "genai grouped-query fp32 all", "Float32 Float32 shared" },
        { nameof(ModelLayouts.GenAiSeveralFiles), "genai grouped-query fp32 last", "Float32 Float32 shared" },
        { nameof(ModelLayouts.GenAiFloat16), "genai grouped-query fp16 last", "Float16 Float16 shared" },
        { nameof(ModelLayouts.GenAiFloat32Logits), "genai grouped-query fp16 last", "Float16 Float32 shared" },
        { nameof(ModelLayouts.GenAiFloat32Cache), "genai grouped-query fp16 last", "Float32 Float32 copied" },
        { nameof(ModelLayouts.Optimum), "optimum plain fp32 all", "position_ids Float32 Float32 copied" },
        { nameof(ModelLayouts.OptimumFloat16), "optimum plain fp16 all", "position_ids Float16 Float16 copied" },
        { nameof(ModelLayouts.OptimumMerged), "optimum plain fp32 all", "position_ids use_cache_branch Float32 Float32 copied" },
        { nameof(ModelLayouts.OnnxCommunity), "onnx-community plain fp32 all", "position_ids Float32 Float32 copied" },
        { nameof(ModelLayouts.GraphAlone), "onnx grouped-query fp32 last", "Float32 Float32 shared" },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Layouts))]
    public void A_layout_is_recognised_with_its_shape(string maker, string info, string values)
    {
        foreach (Preset preset in (Preset[])[Tied, Untied])
        {
            MakeIn(preset, maker);

            ModelFolder model = ModelFolder.Open(folder[preset.Name]);

            Assert.Equal(preset.Geometry, model.Geometry);
            Assert.Equal((info, values), (Describe(model.Info), Describe(model.Interface)));
            Assert.Equal(Recipe(preset, Precision.Fp32).Cost.Parameters + Biases(maker, preset), model.Info.Parameters);
            Assert.Equal((preset.Name, null, null), (model.Info.Name, model.Info.Hash, model.Info.WeightSeed));
            Assert.Equal(model.Files.Sum(f => new FileInfo(f).Length), model.Info.Bytes);
            Assert.Equal(
                [.. Enumerable.Range(0, 2).Select(i => new LayerCache($"past_key_values.{i}.key", $"past_key_values.{i}.value", $"present.{i}.key", $"present.{i}.value"))],
                model.Interface.Caches);
        }
    }

    [Theory]
    [InlineData("fp32", "model.onnx", "plain fp32 all", null)]
    [InlineData("fp16", "model_fp16.onnx", "grouped-query fp16 last", null)]
    [InlineData("int4", "model_q4.onnx", "grouped-query int4 last", 32)]
    [InlineData("q4", "model_q4.onnx", "grouped-query int4 last", 32)]
    [InlineData("int4-f16", "model_q4f16.onnx", "grouped-query int4-f16 last", 32)]
    [InlineData("q4f16", "model_q4f16.onnx", "grouped-query int4-f16 last", 32)]
    [InlineData("int8", "model_quantized.onnx", "plain int8-dynamic all", null)]
    [InlineData("q8", "model_quantized.onnx", "plain int8-dynamic all", null)]
    [InlineData("quantized", "model_quantized.onnx", "plain int8-dynamic all", null)]
    [InlineData("int8-dynamic", "model_quantized.onnx", "plain int8-dynamic all", null)]
    public void A_precision_chooses_a_file(string precision, string file, string info, int? blockSize)
    {
        foreach (Preset preset in (Preset[])[Tied, Untied])
        {
            ModelLayouts.OnnxCommunity(folder[preset.Name], preset);

            ModelFolder model = ModelFolder.Open(folder[preset.Name], precision: precision);

            Assert.Equal(folder[preset.Name, "onnx", file], model.GraphPath);
            Assert.Equal(($"onnx-community {info}", blockSize), (Describe(model.Info), model.Info.BlockSize));
            Assert.Equal(preset.Geometry with { TiedEmbeddings = TiedIn(file, preset) }, model.Geometry);
            Assert.Equal([model.GraphPath, $"{model.GraphPath}_data"], model.Files);
        }
    }

    [Theory]
    [InlineData("model_fp16.onnx", 1)]
    [InlineData("model_q4.onnx", 0)]
    public void The_input_for_how_many_logits_is_a_scalar_or_not(string file, int rank)
    {
        ModelLayouts.OnnxCommunity(folder["model"], Tied);

        GraphInterface found = ModelFolder.Open(folder["model"], file: $"onnx/{file}").Interface;

        Assert.Equal(("num_logits_to_keep", rank, true), (found.LogitsToKeep, found.LogitsToKeepRank, found.LastLogitsOnly));
    }

    [Fact]
    public void A_graph_file_is_read_with_the_config_above_it()
    {
        ModelLayouts.OnnxCommunity(folder["model"], Tied);
        ModelFolder expected = ModelFolder.Open(folder["model"], precision: "q4");

        foreach (ModelFolder found in (ModelFolder[])
            [
                ModelFolder.Open(folder["model", "onnx", "model_q4.onnx"]),
                ModelFolder.Open(folder["model", "onnx"], precision: "q4"),
                ModelFolder.Open(folder["model"], file: "onnx/model_q4.onnx"),
            ])
        {
            Assert.Equal(expected.Info, found.Info);
            Assert.Equal(expected.GraphPath, found.GraphPath);
        }
    }

    [Fact]
    public void A_graph_file_is_read_with_the_config_beside_it()
    {
        ModelLayouts.Optimum(folder["model"], Untied);

        Assert.Equal(ModelFolder.Open(folder["model"]).Info, ModelFolder.Open(folder["model", "model.onnx"]).Info);
    }

    [Fact]
    public void Weights_in_several_files_are_all_files_of_the_model()
    {
        ModelLayouts.GenAiSeveralFiles(folder["model"], Tied);

        Assert.Equal(
            ["model.onnx", "model.onnx_data", "model.onnx_data_1", "model.onnx_data_2"],
            ModelFolder.Open(folder["model"]).Files.Select(Path.GetFileName));
    }

    [Fact]
    public void The_longest_sequence_of_a_graph_without_a_table_is_that_of_the_config()
    {
        ModelLayouts.Optimum(folder["model"], Tied);
        string config = folder["model", "config.json"];
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"max_position_embeddings\": 128", "\"max_position_embeddings\": 4096", StringComparison.Ordinal));

        Assert.Equal(4096, ModelFolder.Open(folder["model"]).Geometry.Positions);
    }

    [Fact]
    public void A_table_looked_up_by_position_limits_the_longest_sequence_and_is_no_weight()
    {
        ModelLayouts.Optimum(folder["model"], Tied);
        ModelFolder before = ModelFolder.Open(folder["model"]);
        TensorGraph model = TensorGraph.Read(folder["model"]);
        model.Add("cos", [100, 16], new float[1600]);
        model.Graph.Node("/model/rotary_emb/Gather", "Gather", ["cos", "position_ids"]);
        model.Save(folder["model", "model.onnx"], "model.onnx_data");

        ModelFolder found = ModelFolder.Open(folder["model"]);

        Assert.Equal((before.Geometry with { Positions = 100 }, before.Info.Parameters), (found.Geometry, found.Info.Parameters));
    }

    [Theory]
    [InlineData("past.%d.key", "past.%d.value", "present_key_values.%d.key", "present_key_values.%d.value")]
    [InlineData("past_key_values_%d_key", "past_key_values_%d_value", "present_%d_key", "present_%d_value")]
    public void Other_names_of_caches_are_found(string pastKey, string pastValue, string presentKey, string presentValue)
    {
        TensorGraph model = SourceModel.Graph(Tied, Precision.Fp32);
        foreach (int layer in (int[])[0, 1])
        {
            Rename($"past_key_values.{layer}.key", pastKey);
            Rename($"past_key_values.{layer}.value", pastValue);
            Rename($"present.{layer}.key", presentKey);
            Rename($"present.{layer}.value", presentValue);

            void Rename(string from, string pattern)
            {
                string to = GraphNames.Layer(pattern, layer);
                model.Graph.Input.Concat(model.Graph.Output).First(v => v.Name == from).Name = to;
                foreach (var node in model.Graph.Node)
                {
                    for (int i = 0; i < node.Input.Count; i++)
                        node.Input[i] = node.Input[i] == from ? to : node.Input[i];
                    for (int i = 0; i < node.Output.Count; i++)
                        node.Output[i] = node.Output[i] == from ? to : node.Output[i];
                }
            }
        }

        model.Save(folder["model.onnx"]);

        Assert.Equal(
            [.. Enumerable.Range(0, 2).Select(i => new LayerCache(
                GraphNames.Layer(pastKey, i), GraphNames.Layer(pastValue, i), GraphNames.Layer(presentKey, i), GraphNames.Layer(presentValue, i)))],
            ModelFolder.Open(folder["model.onnx"]).Interface.Caches);
    }

    private static string Describe(ModelInfo info) => $"{info.Layout} {info.Attention} {info.Precision} {info.Logits}";

    private static string Describe(GraphInterface i) => string.Join(
        ' ',
        ((string?[])[i.PositionIds, i.LogitsToKeep, i.UseCacheBranch, $"{i.CacheType}", $"{i.LogitsType}", i.SharesCache ? "shared" : "copied"])
            .OfType<string>());

    private static long Biases(string maker, Preset preset) => maker == nameof(ModelLayouts.GenAiBiased)
        ? preset.Geometry.Layers * (preset.Geometry.Heads + (2L * preset.Geometry.KvHeads)) * preset.Geometry.HeadSize
        : 0;

    // The quantiser stores the output projection by itself: a table of float32 stays for the look-up.
    private static bool TiedIn(string file, Preset preset) => preset.Geometry.TiedEmbeddings && file != "model_quantized.onnx";

    private void MakeIn(Preset preset, string maker) =>
        typeof(ModelLayouts).GetMethod(maker)!.CreateDelegate<Action<string, Preset>>()(folder[preset.Name], preset);
}
