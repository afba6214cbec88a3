using System.Globalization;
using System.Text.Json.Nodes;
using Google.Protobuf;
using InferBench.Runner.Models;
using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Models.Layouts;
using static InferBench.Runner.Tests.Models.TinyPresets;

namespace InferBench.Runner.Tests.Models;

/// <summary>config.json beside a graph of optimum's.</summary>
public sealed class HuggingFaceConfigTests : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly string path;

    public HuggingFaceConfigTests()
    {
        ModelLayouts.Optimum(folder["model"], Tied);
        path = folder["model", "config.json"];
    }

    private string GraphPath => folder["model", "model.onnx"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("hidden_size", 64)]
    [InlineData("intermediate_size", 160)]
    [InlineData("num_attention_heads", 4)]
    [InlineData("num_key_value_heads", 2)]
    [InlineData("head_dim", 16)]
    [InlineData("num_hidden_layers", 2)]
    [InlineData("vocab_size", 320)]
    public void A_config_of_another_model_is_refused(string key, int found)
    {
        Set(key, (found * 2).ToString(CultureInfo.InvariantCulture));

        Refused($"{path}: {key} is {found * 2}, but the graph model.onnx has {found}; one of them belongs to another model");
    }

    [Fact]
    public void Weights_that_are_tied_in_the_graph_alone_are_refused()
    {
        Set("tie_word_embeddings", "false");

        Refused(
            $"{path}: tie_word_embeddings is false, but the graph model.onnx looks tokens up in the weights of its output projection; "
            + "one of them belongs to another model");
    }

    [Fact]
    public void Weights_that_are_tied_in_the_config_alone_were_stored_twice()
    {
        ModelLayouts.Optimum(folder["untied"], Untied);
        string config = folder["untied", "config.json"];
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"tie_word_embeddings\": false", "\"tie_word_embeddings\": true", StringComparison.Ordinal));

        Assert.False(ModelFolder.Open(folder["untied"]).Geometry.TiedEmbeddings);
    }

    [Theory]
    [InlineData("hidden_size")]
    [InlineData("intermediate_size")]
    [InlineData("num_attention_heads")]
    [InlineData("num_key_value_heads")]
    [InlineData("head_dim")]
    [InlineData("num_hidden_layers")]
    [InlineData("vocab_size")]
    [InlineData("tie_word_embeddings")]
    public void What_the_graph_tells_may_be_absent_or_null(string key)
    {
        Set(key, "null");
        Assert.Equal(Tied.Geometry, Open().Geometry);
        Set(key, null);
        Assert.Equal(Tied.Geometry, Open().Geometry);
    }

    [Fact]
    public void What_the_graph_does_not_tell_is_taken_from_the_config()
    {
        Anonymize();

        Assert.Equal(Tied.Geometry, Open().Geometry);
        Set("head_dim", null);
        Assert.Equal(Tied.Geometry, Open().Geometry);
    }

    [Theory]
    [InlineData("max_position_embeddings")]
    [InlineData("intermediate_size")]
    [InlineData("num_attention_heads")]
    [InlineData("num_key_value_heads")]
    public void What_nobody_tells_is_asked_for(string key)
    {
        Anonymize();
        Set(key, null);

        Refused($"{GraphPath}: " + key switch
        {
            "max_position_embeddings" =>
                "neither a rotary table nor context_length in genai_config.json nor max_position_embeddings in config.json tells its longest sequence",
            "intermediate_size" => "does not tell its number of intermediate elements, nor does a config beside it; add the model's config.json",
            "num_attention_heads" => "does not tell its number of query heads, nor does a config beside it; add the model's config.json",
            _ => "does not tell its number of key and value heads, nor does a config beside it; add the model's config.json",
        });
    }

    [Fact]
    public void A_graph_of_standard_operators_needs_a_config()
    {
        File.Delete(path);

        Refused(
            $"{GraphPath}: neither a rotary table nor context_length in genai_config.json nor max_position_embeddings in config.json "
            + "tells its longest sequence");
    }

    [Theory]
    [InlineData("[]", "is not a JSON object")]
    [InlineData("7", "is not a JSON object")]
    [InlineData("", "line 1: is not JSON: The input does not contain any JSON tokens. Expected the input to start with a valid JSON token, when isFinalBlock is true.")]
    [InlineData("{\"hidden_size\": 64, \"hidden_size\": 65}", "cannot be used: Duplicate property 'hidden_size' encountered during deserialization.")]
    [InlineData("{\"hidden_size\": \"64\"}", "hidden_size is \"64\"; allowed is a whole number from 1 to 2147483647")]
    [InlineData("{\"head_dim\": 1e400}", "head_dim is 1e400; allowed is a whole number from 1 to 2147483647")]
    [InlineData("{\"vocab_size\": 9223372036854775808}", "vocab_size is 9223372036854775808; allowed is a whole number from 1 to 2147483647")]
    [InlineData("{\"tie_word_embeddings\": 1}", "tie_word_embeddings is 1; allowed is true or false")]
    public void A_config_that_cannot_be_used_is_refused(string config, string message)
    {
        File.WriteAllText(path, config);

        Refused($"{path}: {message}");
    }

    [Fact]
    public void A_wrong_literal_is_not_quoted_with_the_rest_of_the_file()
    {
        File.WriteAllText(path, $"{{\"a\": trux,\n{new string('x', 1000)}");

        const string end = "' is an invalid JSON literal. Expected the literal 'true'.";
        Refused($"{path}: line 1: is not JSON: 'trux, {new string('x', 80 - 7)}...{new string('x', 80 - end.Length)}{end}");
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        File.WriteAllText(path, $"{{\"a\": {new string('[', 1000)}");

        Refused($"{path}: line 1: is not JSON: The maximum configured depth of 64 has been exceeded. Cannot read next JSON array.");
    }

    /// <summary>Takes the names of the nodes and the fixed dimensions of the caches from the graph.</summary>
    private void Anonymize()
    {
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(GraphPath));
        foreach (ValueInfoProto cache in model.Graph.Input.Skip(3))
        {
            cache.Type.TensorType.Shape.Dim[1].DimParam = "heads";
            cache.Type.TensorType.Shape.Dim[3].DimParam = "size";
        }

        int number = 0;
        foreach (NodeProto node in model.Graph.Node)
            node.Name = $"node_{number++}";
        File.WriteAllBytes(GraphPath, model.ToByteArray());
    }

    private void Set(string key, string? value)
    {
        JsonObject config = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        config.Remove(key);
        if (value is not null)
            config[key] = JsonNode.Parse(value);
        File.WriteAllText(path, config.ToJsonString());
    }

    private ModelFolder Open() => ModelFolder.Open(folder["model"]);

    private void Refused(string message) => Assert.Equal(message, Assert.Throws<BadInputException>(Open).Message);
}
