using InferBench.Runner.Models;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Inference;
using InferBench.Runner.Tests.Models.Layouts;
using static InferBench.Runner.Tests.Models.TinyPresets;

namespace InferBench.Runner.Tests.Models;

/// <summary>Which graph of a folder is opened, and what is said where that is not clear.</summary>
public sealed class GraphChoiceTests : IDisposable
{
    private readonly TestFolder folder = new();

    private string Model => folder["model"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_folder_without_graphs_says_what_was_looked_for_and_found()
    {
        const string lookedFor = "is no model folder: looked for genai_config.json, *.onnx and onnx/*.onnx; found";
        Directory.CreateDirectory(Model);
        Refused($"{Model}: {lookedFor} nothing");

        folder.Text("model", "model.safetensors");
        folder.Text("model", "config.json");
        Directory.CreateDirectory(folder["model", "onnx"]);
        Refused($"{Model}: {lookedFor} config.json, model.safetensors, onnx");

        for (int i = 0; i < 8; i++)
            folder.Text("model", $"a{i}");
        Refused($"{Model}: {lookedFor} a0, a1, a2, a3, a4, a5, a6, a7 and 3 more");
    }

    [Theory]
    [InlineData("decoder_model.onnx decoder_model_merged.onnx", "decoder_model_merged.onnx")]
    [InlineData("decoder_model.onnx decoder_with_past_model.onnx", "decoder_with_past_model.onnx")]
    [InlineData("decoder_model_merged.onnx model.onnx", "model.onnx")]
    [InlineData("model.onnx onnx/model.onnx", "model.onnx")]
    [InlineData("model_fp16.onnx onnx/model.onnx", "onnx/model.onnx")]
    [InlineData("onnx/decoder_model_merged.onnx onnx/decoder_model_merged_quantized.onnx", "onnx/decoder_model_merged.onnx")]
    [InlineData("what.onnx", "what.onnx")]
    [InlineData("onnx/what.onnx", "onnx/what.onnx")]
    public void The_usual_name_is_chosen_among_several(string files, string chosen) =>
        Assert.Equal(folder[["model", .. chosen.Split('/')]], Choose(files));

    [Theory]
    [InlineData("fp32", "model_fp16.onnx model.onnx", "model.onnx")]
    [InlineData("fp16", "model_fp16.onnx model.onnx", "model_fp16.onnx")]
    [InlineData("int8", "model.onnx model_quantized.onnx model_int8.onnx", "model_int8.onnx")]
    [InlineData("int8", "model.onnx model_quantized.onnx model_uint8.onnx", "model_quantized.onnx")]
    [InlineData("q8", "model.onnx model_quantized.onnx model_int8.onnx", "model_quantized.onnx")]
    [InlineData("quantized", "model.onnx model_quantized.onnx model_int8.onnx", "model_quantized.onnx")]
    [InlineData("uint8", "model.onnx model_uint8.onnx model_int8.onnx", "model_uint8.onnx")]
    [InlineData("int4", "model.onnx model_q4f16.onnx model_q4.onnx", "model_q4.onnx")]
    [InlineData("int4-f16", "model.onnx model_q4f16.onnx model_q4.onnx", "model_q4f16.onnx")]
    [InlineData("bnb4", "model.onnx model_q4.onnx model_bnb4.onnx", "model_bnb4.onnx")]
    [InlineData("q4", "model.onnx onnx/decoder_model_merged_q4.onnx", "onnx/decoder_model_merged_q4.onnx")]
    [InlineData("q4", "what.onnx", "what.onnx")]
    public void A_precision_chooses_by_the_end_of_the_name(string precision, string files, string chosen) =>
        Assert.Equal(folder[["model", .. chosen.Split('/')]], Choose(files, precision));

    [Fact]
    public void Several_graphs_without_the_usual_name_need_a_choice()
    {
        folder.Text("model", "b.onnx");
        folder.Text("model", "a.onnx");
        folder.Text("model", "onnx", "model_q4.onnx");

        Refused($"{Model}: has several graphs, and none is model.onnx: a.onnx, b.onnx, onnx/model_q4.onnx; choose one with --file or --precision");
        Refused(
            $"--precision: {Model} has no graph named as one in fp16, only a.onnx, b.onnx, onnx/model_q4.onnx; choose one with --file",
            precision: "fp16");
        Refused(
            $"--precision: {Model} has no graph named as one in int8-f16, only a.onnx, b.onnx, onnx/model_q4.onnx; choose one with --file",
            precision: "int8-f16");
    }

    [Fact]
    public void Flags_that_cannot_be_used_are_refused()
    {
        ModelLayouts.Optimum(Model, Tied);
        string graph = folder["model", "model.onnx"];

        Refused("--file and --precision: both choose the graph; give one of them", "model.onnx", "fp32");
        Refused(
            "--precision: unknown precision 'q5' (did you mean q8?); allowed: fp32, fp16, int8, int8-f16, int4, int4-f16, int8-dynamic, q8, "
            + "quantized, uint8, q4, q4f16, bnb4",
            precision: "q5");
        Refused($"--file: {Model} has no file 'onnx/model.onnx'; found model.onnx; give one of these, with its folder", "onnx/model.onnx");
        Refused("--file: names the file '../model/model.onnx', which is not inside the model's folder; refused", "../model/model.onnx");
        Refused($"--file: names the file '{graph}', which is not inside the model's folder; refused", graph);
        Refused("--file: names the file '', which is not inside the model's folder; refused", "");
        Assert.Equal(
            $"--file: {graph} is a graph file already; give the model's folder to choose one in it",
            Assert.Throws<BadInputException>(() => ModelFolder.Open(graph, file: "model.onnx")).Message);
    }

    [Theory]
    [InlineData(nameof(ModelLayouts.GenAiPacked), "fp16", "fp32")]
    [InlineData(nameof(ModelLayouts.GenAiFloat16), "fp32", "fp16")]
    [InlineData(nameof(ModelLayouts.Optimum), "int8", "fp32")]
    public void A_model_in_one_precision_must_be_in_the_one_asked_for(string maker, string asked, string found)
    {
        typeof(ModelLayouts).GetMethod(maker)!.CreateDelegate<Action<string, Preset>>()(Model, Tied);

        Refused(
            $"--precision: {folder["model", "model.onnx"]} is {found}, not {asked}; leave the flag out, or give a model in {asked}", precision: asked);
        Assert.Equal(found, ModelFolder.Open(Model, precision: found).Info.Precision);
    }

    [Fact]
    public void A_file_of_another_precision_than_its_name_says_is_refused()
    {
        ModelLayouts.OnnxCommunity(Model, Tied);
        File.Move(folder["model", "onnx", "model_q4.onnx"], folder["model", "onnx", "model_bnb4.onnx"]);

        Refused(
            $"--precision: {folder["model", "onnx", "model_bnb4.onnx"]} is int4, not bnb4; leave the flag out, or give a model in bnb4",
            precision: "bnb4");
    }

    [Fact]
    public void A_model_of_mixed_precision_has_none_unless_its_file_is_named_so()
    {
        TensorGraph mixed = SourceModel.Graph(Untied, Precision.Fp32);
        mixed.Graph.Node.First(n => n.OpType == "MatMul").OpType = "MatMulInteger";
        mixed.Save(folder["model", "model_q4.onnx"]);
        Refused(
            $"--precision: {folder["model", "model_q4.onnx"]} is of mixed precision, not q4; leave the flag out, or give a model in q4",
            precision: "q4");
        folder.Text("model", "model.onnx");

        Assert.Null(ModelFolder.Open(Model, precision: "q4").Info.Precision);
    }

    [Fact]
    public void A_file_other_than_the_one_genai_config_names_is_read_without_it()
    {
        ModelLayouts.GenAiPacked(Model, Tied);
        ModelLayouts.GraphAlone(folder["other"], Untied);
        File.Move(folder["other", "model.onnx"], folder["model", "other.onnx"]);

        Assert.Equal(
            ("onnx", Untied.Geometry),
            (ModelFolder.Open(Model, file: "other.onnx").Info.Layout, ModelFolder.Open(Model, file: "other.onnx").Geometry));
        Assert.Equal(("genai", Tied.Geometry), (ModelFolder.Open(Model, file: "model.onnx").Info.Layout, ModelFolder.Open(Model).Geometry));
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("genai_config.json")]
    [InlineData("onnx/model.onnx")]
    [InlineData("onnx")]
    public void Links_out_of_the_folder_are_refused(string link)
    {
        ModelLayouts.OnnxCommunity(folder["elsewhere"], Tied);
        ConfigFile.WriteGenAi(folder["elsewhere"], Tied, "onnx/model.onnx");
        Directory.CreateDirectory(folder["model"]);
        if (link != "onnx")
        {
            Directory.CreateDirectory(folder["model", "onnx"]);
            File.Copy(folder["elsewhere", "onnx", "model_fp16.onnx"], folder["model", "onnx", "model_fp16.onnx"]);
        }

        File.CreateSymbolicLink(folder[["model", .. link.Split('/')]], folder[["elsewhere", .. link.Split('/')]]);

        Refused($"{Model}: names the file '{link}', a link that leaves the model's folder; refused (copy the folder with cp -rL, which follows links)");
    }

    private string Choose(string files, string? precision = null)
    {
        foreach (string file in files.Split(' '))
            folder.Text(["model", .. file.Split('/')]);
        return GraphChoice.Of(Model, file: null, precision is null ? null : RequestedPrecision.Parse(precision)).GraphPath;
    }

    private void Refused(string message, string? file = null, string? precision = null) =>
        Assert.Equal(message, Assert.Throws<BadInputException>(() => ModelFolder.Open(Model, file, precision)).Message);
}
