using System.Text.Json.Nodes;
using InferBench.Runner.Models;
using InferBench.Runner.Records;
using static InferBench.Runner.Tests.Models.TinyPresets;

namespace InferBench.Runner.Tests.Models;

public sealed class ModelManifestTests : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly string path;
    private readonly JsonNode manifest;

    public ModelManifestTests()
    {
        path = Path.Combine(folder.Synthesize(Recipe(Tied, Precision.Int4)), ModelManifest.FileName);
        manifest = JsonNode.Parse(File.ReadAllText(path))!;
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_manifest_outside_the_folder_is_not_read()
    {
        File.Move(path, folder["outside.json"]);
        File.CreateSymbolicLink(path, Path.Combine("..", "outside.json"));

        Assert.Equal(
            $"{folder["model"]}: names the file '{ModelManifest.FileName}', a link that leaves the model's folder; refused "
            + "(copy the folder with cp -rL, which follows links)",
            Assert.Throws<BadInputException>(() => ModelFolder.Open(folder["model"])).Message);
    }

    [Fact]
    public void A_manifest_that_lists_no_files_tells_nothing()
    {
        manifest["files"] = new JsonArray();

        Assert.Equal(("model", null, null), Identity());
    }

    [Fact]
    public void A_manifest_that_does_not_list_the_weights_tells_nothing()
    {
        manifest["files"]!.AsArray().RemoveAt(1);

        Assert.Equal(("model", null, null), Identity());
    }

    [Fact]
    public void A_manifest_that_lists_more_than_was_opened_tells_nothing()
    {
        File.Copy(folder["model", "model.onnx"], folder["model", "other.onnx"]);
        JsonNode more = manifest["files"]![0]!.DeepClone();
        more["name"] = "other.onnx";
        manifest["files"]!.AsArray().Add(more);

        Assert.Equal(("model", null, null), Identity());
    }

    [Fact]
    public void A_manifest_that_lists_a_file_twice_tells_nothing()
    {
        manifest["files"]!.AsArray().Add(manifest["files"]![0]!.DeepClone());

        Assert.Equal(("model", null, null), Identity());
    }

    [Fact]
    public void Another_graph_in_the_folder_does_not_get_the_identity_of_the_first()
    {
        File.Copy(folder["model", "model.onnx"], folder["model", "other.onnx"]);

        Assert.Equal(("model", null, null), Identity(folder["model", "other.onnx"]));
        Assert.Equal(("tiny-tied", ModelManifest.Read(folder["model"])!.ModelHash(), 7), Identity(folder["model", "model.onnx"]));
    }

    [Theory]
    [InlineData("generator", "$")]
    [InlineData("recipe", "$")]
    [InlineData("recipe.precision", "$.recipe")]
    [InlineData("recipe.block_size", "$.recipe")]
    [InlineData("recipe.seed", "$.recipe")]
    [InlineData("recipe.logits", "$.recipe")]
    [InlineData("recipe.preset", "$.recipe")]
    [InlineData("recipe.preset.name", "$.recipe.preset")]
    [InlineData("recipe.preset.geometry.heads", "$.recipe.preset.geometry")]
    [InlineData("files", "$")]
    [InlineData("files.0.name", "$.files[0]")]
    [InlineData("files.0.bytes", "$.files[0]")]
    [InlineData("files.0.sha256", "$.files[0]")]
    public void A_manifest_without_one_of_its_members_is_refused(string name, string where)
    {
        string[] parts = name.Split('.');
        Parent(parts).AsObject().Remove(parts[^1]);

        File.WriteAllText(path, manifest.ToJsonString());

        Refused(where);
    }

    [Theory]
    [InlineData("files", "[null]", "$.files")]
    [InlineData("files", "[{}]", "$.files[0]")]
    [InlineData("files", "{}", "$.files")]
    [InlineData("files.0.name", "null", "$.files[0].name")]
    [InlineData("files.0.name", "\"\\ud800\"", "$.files[0].name")]
    [InlineData("recipe.precision", "\"fp8\"", "$.recipe.precision")]
    [InlineData("recipe.precision", "8", "$.recipe.precision")]
    [InlineData("recipe.preset", "null", "$.recipe.preset")]
    public void A_manifest_with_a_member_of_another_kind_is_refused(string name, string value, string where)
    {
        string[] parts = name.Split('.');
        Parent(parts)[parts[^1]] = "VALUE";
        File.WriteAllText(path, manifest.ToJsonString().Replace("\"VALUE\"", value, StringComparison.Ordinal));

        Refused(where);
    }

    [Theory]
    [InlineData("null", "$")]
    [InlineData("{\"files\": x", "$.files")]
    public void A_manifest_that_is_no_object_is_refused(string text, string where)
    {
        File.WriteAllText(path, text);

        Refused(where);
    }

    private JsonNode Parent(string[] parts) => parts[..^1].Aggregate(manifest, (node, key) => node is JsonArray list ? list[0]! : node[key]!);

    private void Refused(string where) => Assert.Equal(
        $"{path}: is not as inferbench writes it (at {where}); make the model again",
        Assert.Throws<BadInputException>(() => ModelFolder.Open(folder["model"])).Message);

    private (string Name, string? Hash, long? Seed) Identity(string? graph = null)
    {
        File.WriteAllText(path, manifest.ToJsonString());
        ModelInfo info = ModelFolder.Open(graph ?? folder["model"]).Info;
        return (info.Name, info.Hash, info.WeightSeed);
    }
}
