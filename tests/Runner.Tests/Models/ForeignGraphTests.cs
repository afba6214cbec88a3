using Google.Protobuf;
using InferBench.Runner.Models;
using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Records;
using static InferBench.Runner.Tests.Models.TinyPresets;

namespace InferBench.Runner.Tests.Models;

/// <summary>Graphs that differ from ours in one thing, in a folder without a manifest.</summary>
public sealed class ForeignGraphTests : IDisposable
{
    private const string Layout = "a graph as onnxruntime-genai's model builder lays it out for the CPU is needed";
    private readonly ChangedGraph changed = new();

    private TestFolder Folder => changed.Folder;

    private string GraphPath => changed.Path;

    private ModelProto Model => changed.Model;

    public void Dispose() => changed.Dispose();

    [Fact]
    public void A_weight_that_is_also_listed_as_an_input_need_not_be_fed()
    {
        TensorProto weight = Model.Graph.Initializer[0];
        Model.Graph.Input.Add(new ValueInfoProto { Name = weight.Name });
        File.WriteAllBytes(GraphPath, Model.ToByteArray());

        Assert.Equal(GraphPath, ModelFolder.Open(GraphPath).GraphPath);
    }

    [Fact]
    public void An_empty_tensor_is_no_impossible_one() =>
        Assert.Equal(0, GraphCheck.Elements(new TensorProto { Dims = { 1L << 40, 1L << 40, 0 } }));

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../model/model.onnx.data")]
    [InlineData("sub/../../x")]
    [InlineData("..\\x")]
    [InlineData("C:x")]
    [InlineData("")]
    public void Weights_outside_the_folder_are_refused(string location)
    {
        Entry("location").Value = location;

        Refused($"{GraphPath}: names the file '{location}', which is not inside the model's folder; refused");
    }

    [Fact]
    public void Weights_behind_a_link_out_of_the_folder_are_refused()
    {
        File.Move(Folder["model", "model.onnx.data"], Folder["elsewhere"]);
        File.CreateSymbolicLink(Folder["model", "model.onnx.data"], "../elsewhere");

        Refused($"{GraphPath}: names the file 'model.onnx.data', a link that leaves the model's folder; refused (copy the file into the folder)");
    }

    [Fact]
    public void Weights_behind_a_linked_folder_are_refused()
    {
        Directory.CreateDirectory(Folder["elsewhere"]);
        File.Move(Folder["model", "model.onnx.data"], Folder["elsewhere", "data"]);
        Directory.CreateSymbolicLink(Folder["model", "inner"], Folder["elsewhere"]);
        File.CreateSymbolicLink(Folder["model", "model.onnx.data"], Path.Combine("inner", "data"));

        Refused($"{GraphPath}: names the file 'model.onnx.data', a link that leaves the model's folder; refused (copy the file into the folder)");
    }

    [Fact]
    public void A_link_that_goes_round_is_refused()
    {
        File.Delete(Folder["model", "model.onnx.data"]);
        File.CreateSymbolicLink(Folder["model", "model.onnx.data"], "model.onnx.data");

        Refused($"{GraphPath}: names the file 'model.onnx.data', a link that leaves the model's folder; refused (copy the file into the folder)");
    }

    [Fact]
    public void A_link_inside_the_folder_is_followed()
    {
        File.Move(Folder["model", "model.onnx.data"], Folder["model", "weights.bin"]);
        File.CreateSymbolicLink(Folder["model", "model.onnx.data"], "weights.bin");

        Assert.Equal([GraphPath, Folder["model", "weights.bin"]], ModelFolder.Open(Folder["model"]).Files);
    }

    [Fact]
    public void Tensors_inside_nodes_are_looked_at_too()
    {
        TensorProto constant = Model.Graph.Node.First(n => n.OpType == "Constant").Attribute[0].T;
        constant.DataLocation = TensorProto.Types.DataLocation.External;
        constant.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "/dev/zero" });

        Refused($"{GraphPath}: names the file '/dev/zero', which is not inside the model's folder; refused");
    }

    [Fact]
    public void A_truncated_data_file_is_refused()
    {
        string data = Folder["model", "model.onnx.data"];
        long size = new FileInfo(data).Length;
        using (FileStream stream = File.OpenWrite(data))
            stream.SetLength(size - 1);

        Refused($"{data}: has {size - 1} bytes, but tensor lm_head.MatMul.weight ends at {size}; the file is truncated or belongs to another graph");
    }

    [Fact]
    public void An_extent_that_overflows_is_refused()
    {
        Entry("offset").Value = "9223372036854775807";

        Refused(
            $"{Folder["model", "model.onnx.data"]}: has {new FileInfo(Folder["model", "model.onnx.data"]).Length} bytes, but tensor cos_cache ends at "
            + "9223372036854779903; the file is truncated or belongs to another graph");
    }

    [Theory]
    [InlineData("offset", "-1")]
    [InlineData("length", "0x10")]
    public void An_extent_that_is_no_number_is_refused(string key, string value)
    {
        Entry(key).Value = value;

        Refused($"{GraphPath}: tensor cos_cache has the {key} '{value}', which is not a number; the graph is damaged");
    }

    [Fact]
    public void A_length_that_contradicts_the_shape_is_refused()
    {
        Entry("length").Value = "8";

        Refused($"{GraphPath}: tensor cos_cache has 4096 bytes by its shape but 8 in its file; the graph is damaged");
    }

    [Fact]
    public void Float16_is_refused()
    {
        Model.Graph.Input[2].Type.TensorType.ElemType = 10;

        Refused($"{GraphPath}: input past_key_values.0.key is float16; only float32 can be run: export the model with -p fp32 or -p int4 for the CPU");
    }

    [Fact]
    public void An_input_that_nobody_feeds_is_refused()
    {
        ValueInfoProto positions = Model.Graph.Input[0].Clone();
        positions.Name = "position_ids";
        Model.Graph.Input.Add(positions);

        Refused($"{GraphPath}: wants the input position_ids, which is not fed; {Layout}");
    }

    [Fact]
    public void A_missing_output_is_refused()
    {
        Model.Graph.Output.RemoveAt(2);

        Refused($"{GraphPath}: has no output present.1.key; {Layout}");
    }

    [Fact]
    public void A_graph_without_grouped_query_attention_is_refused()
    {
        foreach (NodeProto node in Model.Graph.Node.Where(n => n.OpType == "GroupQueryAttention"))
            node.OpType = "MultiHeadAttention";

        Refused($"{GraphPath}: has no GroupQueryAttention node; {Layout}");
    }

    [Fact]
    public void Layers_with_other_heads_are_refused()
    {
        Model.Graph.Node.Last(n => n.OpType == "GroupQueryAttention").Attribute.First(a => a.Name == "num_heads").I = 4;

        Refused($"{GraphPath}: its layers differ in their numbers of heads; models like that cannot be run");
    }

    [Fact]
    public void A_damaged_attribute_is_refused()
    {
        Model.Graph.Node.First(n => n.OpType == "GroupQueryAttention").Attribute.First(a => a.Name == "kv_num_heads").I = 0;

        Refused($"{GraphPath}: /model/layers.0/attn/GroupQueryAttention has no usable kv_num_heads; the graph is damaged");
    }

    [Fact]
    public void Nodes_without_inputs_are_refused_and_not_a_crash()
    {
        foreach (NodeProto node in Model.Graph.Node.Where(n => n.OpType == "GroupQueryAttention"))
            node.Input.Clear();

        Refused($"{GraphPath}: a projection before the first attention was not found; {Layout}");
    }

    [Fact]
    public void A_symbolic_head_size_is_worked_out_from_the_weights()
    {
        foreach (ValueInfoProto cache in Model.Graph.Input.Skip(2))
            cache.Type.TensorType.Shape.Dim[3].DimParam = "kv_cache_dim";
        File.WriteAllBytes(GraphPath, Model.ToByteArray());

        Assert.Equal(Untied.Geometry, ModelFolder.Open(GraphPath).Geometry);
    }

    [Fact]
    public void Random_damage_is_refused_or_harmless_and_never_a_crash()
    {
        byte[] whole = File.ReadAllBytes(GraphPath);
        Random random = new(1);
        int refused = 0;
        for (int i = 0; i < 2000; i++)
        {
            byte[] damaged = (byte[])whole.Clone();
            for (int changes = random.Next(1, 4); changes > 0; changes--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(GraphPath, damaged);
            if (Record.Exception(() => ModelFolder.Open(GraphPath)) is { } e)
            {
                Assert.IsType<BadInputException>(e);
                refused++;
            }
        }

        Assert.InRange(refused, 500, 2000);
    }

    private StringStringEntryProto Entry(string key) => Model.Graph.Initializer[0].ExternalData.First(e => e.Key == key);

    private void Refused(string message) => changed.Refused(message);
}
