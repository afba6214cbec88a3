using System.Text.Json.Nodes;
using InferBench.Runner.Models;
using InferBench.Runner.Records;
using static InferBench.Runner.Tests.Models.TinyPresets;

namespace InferBench.Runner.Tests.Models;

public sealed class GenAiConfigReaderTests : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly string path;

    public GenAiConfigReaderTests()
    {
        folder.Synthesize(Recipe(Tied, Precision.Fp32));
        path = folder["model", GenAiConfig.FileName];
        File.Delete(folder["model", ModelManifest.FileName]);
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Every member but those on the way to the decoder may be absent: its default is what was written.</summary>
    [Fact]
    public void Any_member_may_be_absent()
    {
        string whole = File.ReadAllText(path);
        ModelFolder expected = Open();
        List<string> removed = [];
        foreach (string[] member in Members(JsonNode.Parse(whole)!.AsObject(), []))
        {
            string name = string.Join('.', member);
            if (name is "model" or "model.decoder")
                continue;
            JsonNode config = JsonNode.Parse(whole)!;
            JsonObject parent = member[..^1].Aggregate(config, (node, key) => node[key]!).AsObject();
            parent.Remove(member[^1]);
            File.WriteAllText(path, config.ToJsonString());

            ModelFolder found = Open();

            Assert.Equal((name, expected.Info), (name, found.Info));
            Assert.Equal(expected.Interface.Caches, found.Interface.Caches);
            Assert.Equal(
                (name, expected.Interface with { Caches = [] }), (name, found.Interface with { Caches = [] }));
            removed.Add(name);
        }

        Assert.Contains("model.decoder.inputs", removed);
        Assert.Contains("model.decoder.inputs.past_key_names", removed);
        Assert.Contains("model.decoder.outputs.logits", removed);
        Assert.Contains("model.decoder.filename", removed);
    }

    [Theory]
    [InlineData("{\"model\": {\"decoder\": {}}}")]
    [InlineData("{\"model\": {\"decoder\": {\"inputs\": {}, \"outputs\": {}}}}")]
    public void Nothing_but_a_decoder_is_needed(string config)
    {
        ModelFolder expected = Open();
        File.WriteAllText(path, config);

        ModelFolder found = Open();

        Assert.Equal(expected.Info, found.Info);
        Assert.Equal(expected.Interface.Caches, found.Interface.Caches);
    }

    [Fact]
    public void A_name_that_the_graph_lacks_is_named()
    {
        File.WriteAllText(path, "{\"model\": {\"decoder\": {\"inputs\": {\"past_key_names\": \"nope\"}}}}");

        Assert.Equal(
            $"{folder["model", "model.onnx"]}: has no input nope as genai_config.json calls it; a decoder with a KV cache as onnxruntime-genai's model builder or optimum exports it is needed",
            Assert.Throws<BadInputException>(Open).Message);
    }

    [Theory]
    [InlineData("null", "is not a JSON object")]
    [InlineData("[]", "is not a JSON object")]
    [InlineData("{}", "has no model.decoder")]
    [InlineData("{\"model\": {}}", "has no model.decoder")]
    [InlineData("{\"model\": []}", "model is a list; allowed is an object")]
    [InlineData("{\"model\": {\"decoder\": 1}}", "model.decoder is 1; allowed is an object")]
    [InlineData("{\"model\": {\"decoder\": {\"inputs\": null}}}", "model.decoder.inputs is null; allowed is an object")]
    [InlineData("{\"model\": {\"decoder\": {\"outputs\": \"x\"}}}", "model.decoder.outputs is \"x\"; allowed is an object")]
    [InlineData("{\"model\": {\"decoder\": {\"filename\": 7}}}", "model.decoder.filename is 7; allowed is text in quotes")]
    [InlineData(
        "{\"model\": {\"decoder\": {\"inputs\": {\"input_ids\": {}}}}}", "model.decoder.inputs.input_ids is an object; allowed is text in quotes")]
    [InlineData(
        "{\"model\": {\"decoder\": {\"head_size\": \"0123456789012345678901234567890123456789\"}}}",
        "model.decoder.head_size is \"012345678901234567890123456789012345678...; allowed is a whole number from 1 to 2147483647")]
    [InlineData("{\"model\": {}, \"model\": {\"decoder\": {}}}", "cannot be used: Duplicate property 'model' encountered during deserialization.")]
    [InlineData("{\"model\": {\"decoder\": {\"filename\": \"\\ud800\"}}}", "has text that is not Unicode")]
    [InlineData("{\n\"model\": x}", "line 2: is not JSON: 'x' is an invalid start of a value.")]
    public void A_config_that_cannot_be_used_is_refused(string config, string message)
    {
        File.WriteAllText(path, config);

        Assert.Equal($"{path}: {message}", Assert.Throws<BadInputException>(Open).Message);
    }

    [Fact]
    public void A_name_too_long_for_a_message_is_refused()
    {
        File.WriteAllText(path, $"{{\"model\": {{\"decoder\": {{\"outputs\": {{\"logits\": \"{new string('x', 1001)}\"}}}}}}}}");

        Assert.Equal(
            $"{path}: model.decoder.outputs.logits is \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...; allowed is text of at most 1000 characters",
            Assert.Throws<BadInputException>(() => Open()).Message);
    }

    [Theory]
    [InlineData("model.context_length", "-5")]
    [InlineData("model.vocab_size", "0")]
    [InlineData("model.decoder.num_hidden_layers", "-1")]
    [InlineData("model.decoder.num_attention_heads", "0")]
    [InlineData("model.decoder.num_key_value_heads", "2147483648")]
    [InlineData("model.decoder.head_size", "1.5")]
    [InlineData("model.decoder.hidden_size", "-64")]
    public void A_number_that_counts_nothing_is_refused(string name, string value)
    {
        string[] parts = name.Split('.');
        JsonNode config = JsonNode.Parse(File.ReadAllText(path))!;
        parts[..^1].Aggregate(config, (node, key) => node[key]!)[parts[^1]] = JsonNode.Parse(value);
        File.WriteAllText(path, config.ToJsonString());

        Assert.Equal(
            $"{path}: {name} is {value}; allowed is a whole number from 1 to 2147483647", Assert.Throws<BadInputException>(Open).Message);
    }

    [Fact]
    public void A_file_too_large_for_a_config_is_refused()
    {
        using (FileStream stream = File.OpenWrite(path))
            stream.SetLength((16 << 20) + 1);

        Assert.Equal($"{path}: has 16777217 bytes; allowed are at most 16777216", Assert.Throws<BadInputException>(Open).Message);
    }

    private static IEnumerable<string[]> Members(JsonObject node, string[] above) => node.SelectMany(m =>
    {
        string[] name = [.. above, m.Key];
        return m.Value is JsonObject inner ? Members(inner, name).Prepend(name) : [name];
    });

    private ModelFolder Open() => ModelFolder.Open(folder["model"]);
}
