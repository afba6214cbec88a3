using Google.Protobuf;
using InferBench.Runner.Models;
using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Records;
using static InferBench.Runner.Tests.Models.TinyPresets;

namespace InferBench.Runner.Tests.Models;

/// <summary>Graphs that differ from ours in one thing, in a folder without a manifest.</summary>
public sealed class ForeignGraphTests : IDisposable
{
    private const string Layout = "a decoder with a KV cache as onnxruntime-genai's model builder or optimum exports it is needed";
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

        Refused($"{GraphPath}: names the file 'model.onnx.data', a link that leaves the model's folder; refused (copy the folder with cp -rL, which follows links)");
    }

    [Fact]
    public void Weights_behind_a_linked_folder_are_refused()
    {
        Directory.CreateDirectory(Folder["elsewhere"]);
        File.Move(Folder["model", "model.onnx.data"], Folder["elsewhere", "data"]);
        Directory.CreateSymbolicLink(Folder["model", "inner"], Folder["elsewhere"]);
        File.CreateSymbolicLink(Folder["model", "model.onnx.data"], Path.Combine("inner", "data"));

        Refused($"{GraphPath}: names the file 'model.onnx.data', a link that leaves the model's folder; refused (copy the folder with cp -rL, which follows links)");
    }

    [Fact]
    public void A_link_that_goes_round_is_refused()
    {
        File.Delete(Folder["model", "model.onnx.data"]);
        File.CreateSymbolicLink(Folder["model", "model.onnx.data"], "model.onnx.data");

        Refused($"{GraphPath}: names the file 'model.onnx.data', a link that leaves the model's folder; refused (copy the folder with cp -rL, which follows links)");
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
    public void Caches_of_two_types_are_refused()
    {
        Model.Graph.Input[3].Type.TensorType.ElemType = 10;

        Refused($"{GraphPath}: past_key_values.0.key is float32 but past_key_values.1.key is float16; only caches of one type can be run");
    }

    [Theory]
    [InlineData("input_ids", 6, "input input_ids is int32; only int64 can be run")]
    [InlineData("attention_mask", 6, "input attention_mask is int32; only int64 can be run")]
    [InlineData("position_ids", 1, "input position_ids is float32; only int64 can be run")]
    [InlineData("use_cache_branch", 7, "input use_cache_branch is int64; only bool can be run")]
    [InlineData("num_logits_to_keep", 6, "input num_logits_to_keep is int32; only int64 can be run")]
    [InlineData("past_key_values.0.key", 16, "input past_key_values.0.key is bfloat16; only float32 and float16 can be run")]
    [InlineData("past_key_values.1.value", 11, "input past_key_values.1.value is type 11; only float32 and float16 can be run")]
    [InlineData("present.0.value", 2, "output present.0.value is uint8; only float32 and float16 can be run")]
    [InlineData("logits", 16, "output logits is bfloat16; only float32 and float16 can be run")]
    public void Types_that_are_not_fed_or_read_are_refused(string name, int type, string message)
    {
        Value(name).Type.TensorType.ElemType = type;

        Refused($"{GraphPath}: {message}");
    }

    [Theory]
    [InlineData("input_ids", 1, "input input_ids is of 1 dimensions; 2 are needed")]
    [InlineData("past_key_values.0.key", 3, "input past_key_values.0.key is of 3 dimensions; 4 are needed")]
    [InlineData("num_logits_to_keep", 2, "input num_logits_to_keep is of 2 dimensions; 0 or 1 are needed")]
    [InlineData("logits", 2, "output logits is of 2 dimensions; 3 are needed")]
    public void Values_of_other_dimensions_are_refused(string name, int dimensions, string message)
    {
        var shape = Value(name).Type.TensorType.Shape.Dim;
        shape.Clear();
        shape.Add(Enumerable.Repeat(new TensorShapeProto.Types.Dimension { DimParam = "n" }, dimensions));

        Refused($"{GraphPath}: {message}");
    }

    [Theory]
    [InlineData("attention_mask", 1)]
    [InlineData("past_key_values.1.value", 2)]
    public void A_cache_that_cannot_grow_is_refused(string input, int axis)
    {
        Value(input).Type.TensorType.Shape.Dim[axis].DimValue = 64;

        Refused($"{GraphPath}: input {input} is for 64 tokens and no other number; only caches that grow can be run");
    }

    [Fact]
    public void A_fixed_batch_and_a_fixed_number_of_new_tokens_are_told()
    {
        Value("input_ids").Type.TensorType.Shape.Dim[1].DimValue = 1;
        Value("attention_mask").Type.TensorType.Shape.Dim[0].DimValue = 2;
        File.WriteAllBytes(GraphPath, Model.ToByteArray());

        GraphInterface found = ModelFolder.Open(GraphPath).Interface;

        Assert.Equal((2, 1), (found.FixedBatch, found.FixedTokens));
    }

    [Fact]
    public void Two_fixed_batches_are_refused()
    {
        Value("input_ids").Type.TensorType.Shape.Dim[0].DimValue = 1;
        Value("past_key_values.0.key").Type.TensorType.Shape.Dim[0].DimValue = 2;

        Refused($"{GraphPath}: its inputs are for batches of 1 and 2 at once; the graph is damaged");
    }

    [Fact]
    public void An_input_that_nobody_feeds_is_refused()
    {
        ValueInfoProto positions = Model.Graph.Input[0].Clone();
        positions.Name = "token_type_ids";
        Model.Graph.Input.Add(positions);

        Refused($"{GraphPath}: wants the input token_type_ids, which is not fed; {Layout}");
    }

    [Fact]
    public void A_missing_output_is_refused()
    {
        Model.Graph.Output.RemoveAt(2);

        Refused($"{GraphPath}: has no output present.1.key as genai_config.json calls it; {Layout}");
    }

    [Fact]
    public void A_graph_without_grouped_query_attention_is_refused()
    {
        foreach (NodeProto node in Model.Graph.Node.Where(n => n.OpType == "GroupQueryAttention"))
            node.OpType = "MultiHeadAttention";

        Refused($"{GraphPath}: its attention is MultiHeadAttention; what can be run is GroupQueryAttention or standard operators; {Layout}");
    }

    [Fact]
    public void A_graph_without_any_attention_is_refused()
    {
        foreach (NodeProto node in Model.Graph.Node.Where(n => n.OpType == "GroupQueryAttention"))
            node.OpType = "Identity";

        Refused($"{GraphPath}: has neither GroupQueryAttention nor Softmax; {Layout}");
    }

    [Fact]
    public void Caches_without_their_attention_are_refused()
    {
        foreach (ValueInfoProto value in Model.Graph.Input.Skip(2).Where(v => v.Name.Contains(".1.")).Concat(Model.Graph.Output.Where(v => v.Name.Contains(".1."))).ToArray())
        {
            Model.Graph.Input.Remove(value);
            Model.Graph.Output.Remove(value);
        }

        NodeProto last = Model.Graph.Node.Last(n => n.OpType == "GroupQueryAttention");
        (last.Input[3], last.Input[4]) = ("past_key_values.0.key", "past_key_values.0.value");

        Refused($"{GraphPath}: has 2 GroupQueryAttention nodes, but caches for 1 layers; the graph is damaged");
    }

    [Fact]
    public void Two_layers_on_one_cache_are_refused()
    {
        Model.Graph.Node.Last(n => n.OpType == "GroupQueryAttention").Input[3] = "past_key_values.0.key";

        Refused($"{GraphPath}: /model/layers.1/attn/GroupQueryAttention has no cache of its own among the graph's inputs; the graph is damaged");
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

        Refused($"{GraphPath}: /model/layers.0/attn/GroupQueryAttention has no cache of its own among the graph's inputs; the graph is damaged");
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

    /// <summary>An input or output; one that we have not is added.</summary>
    private ValueInfoProto Value(string name)
    {
        if (Model.Graph.Input.Concat(Model.Graph.Output).FirstOrDefault(v => v.Name == name) is { } found)
            return found;
        ValueInfoProto added = Model.Graph.Input[0].Clone();
        added.Name = name;
        if (name == "use_cache_branch")
            added.Type.TensorType.Shape.Dim.RemoveAt(1);
        Model.Graph.Input.Add(added);
        return added;
    }

    private StringStringEntryProto Entry(string key) => Model.Graph.Initializer[0].ExternalData.First(e => e.Key == key);

    private void Refused(string message) => changed.Refused(message);
}
