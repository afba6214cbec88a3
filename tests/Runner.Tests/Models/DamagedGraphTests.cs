using Google.Protobuf;
using InferBench.Runner.Models;
using InferBench.Runner.Models.Onnx;
using static InferBench.Runner.Tests.Models.TinyPresets;

namespace InferBench.Runner.Tests.Models;

/// <summary>Graphs that contradict themselves, in a folder without a manifest.</summary>
public sealed class DamagedGraphTests : IDisposable
{
    private readonly ChangedGraph changed = new();

    private TestFolder Folder => changed.Folder;

    private string GraphPath => changed.Path;

    private ModelProto Model => changed.Model;

    public void Dispose() => changed.Dispose();

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(1L << 32, 1L << 31)]
    [InlineData(long.MinValue, long.MinValue)]
    public void A_shape_that_cannot_be_is_refused(long rows, long columns)
    {
        Model.Graph.Initializer.Add(Float("absurd", rows, columns));

        Refused($"{GraphPath}: tensor absurd has the impossible shape [{rows}, {columns}]; the graph is damaged");
    }

    [Fact]
    public void A_shape_of_many_dimensions_is_refused()
    {
        Model.Graph.Initializer.Add(Float("deep", [.. Enumerable.Repeat(1L, 33)]));

        Refused($"{GraphPath}: tensor deep has 33 dimensions; allowed are at most 32; the graph is damaged");
    }

    [Theory]
    [InlineData("node")]
    [InlineData("value")]
    [InlineData("output")]
    [InlineData("weight")]
    [InlineData("inner")]
    public void A_name_too_long_for_a_message_is_refused(string what)
    {
        string name = new('n', 1001);
        switch (what)
        {
            case "node":
                Model.Graph.Node[0].Name = name;
                break;
            case "value":
                Model.Graph.Node[0].Output.Add(name);
                break;
            case "output":
                Model.Graph.Output[0].Name = name;
                break;
            case "weight":
                Model.Graph.Initializer[0].Name = name;
                break;
            default:
                Model.Graph.Node.Add(Node("outer", [], "out", new GraphProto { Node = { Node(name, [], "inner_out") } }));
                break;
        }

        Refused(
            $"{GraphPath}: has a name of 1001 characters, nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn...; allowed are at most 1000; "
            + "the graph is damaged");
    }

    [Fact]
    public void Two_attributes_of_one_name_are_refused()
    {
        NodeProto node = Model.Graph.Node.First(n => n.OpType == "GroupQueryAttention");
        node.Attribute.Add(node.Attribute.First(a => a.Name == "num_heads").Clone());

        Refused($"{GraphPath}: node /model/layers.0/attn/GroupQueryAttention has 2 attributes num_heads; the graph is damaged");
    }

    [Fact]
    public void A_path_too_long_for_a_message_is_refused()
    {
        Model.Graph.Initializer[0].ExternalData.Single(e => e.Key == "location").Value = new('l', 1001);

        Refused($"{GraphPath}: names a file by 1001 characters; allowed are at most 1000");
    }

    [Theory]
    [InlineData("*/_ORT_MEM_ADDR_/*")]
    [InlineData("*/_ORT_NATIVE_ENDIAN_MEM_ADDR_/*")]
    public void A_place_in_memory_is_refused_even_where_a_file_has_its_name(string location)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Folder["model", location])!);
        File.Copy(Folder["model", "model.onnx.data"], Folder["model", location]);
        Model.Graph.Initializer[0].ExternalData.Single(e => e.Key == "location").Value = location;

        Refused($"{GraphPath}: tensor cos_cache is in '{location}', which ONNX Runtime may take for a place in memory; refused");
    }

    [Fact]
    public void A_number_too_long_for_a_message_is_cut()
    {
        Model.Graph.Initializer[0].ExternalData.Single(e => e.Key == "offset").Value = new('9', 100);

        Refused(
            $"{GraphPath}: tensor cos_cache has the offset '9999999999999999999999999999999999999999...', which is not a number; "
            + "the graph is damaged");
    }

    [Fact]
    public void More_weights_than_can_be_counted_are_refused()
    {
        Model.Graph.Initializer.Add(Float("first", long.MaxValue));
        Model.Graph.Initializer.Add(Float("second", long.MaxValue));

        Refused($"{GraphPath}: has {(2 * (Int128)long.MaxValue) + Recipe(Untied, Precision.Fp32).Cost.Parameters} weights by its shapes; the graph is damaged");
    }

    [Fact]
    public void More_heads_than_can_be_are_refused()
    {
        foreach (ValueInfoProto cache in Model.Graph.Input.Skip(2))
        {
            cache.Type.TensorType.Shape.Dim[1].DimParam = "heads";
            cache.Type.TensorType.Shape.Dim[3].DimParam = "kv_cache_dim";
        }

        File.Delete(Folder["model", GenAiConfig.FileName]);
        foreach (NodeProto node in Model.Graph.Node.Where(n => n.OpType == "GroupQueryAttention"))
        {
            node.Attribute.First(a => a.Name == "num_heads").I = 2;
            node.Attribute.First(a => a.Name == "kv_num_heads").I = int.MaxValue;
        }

        Refused($"{GraphPath}: has 0 elements of a head; the graph is damaged");
    }

    [Fact]
    public void Heads_that_do_not_fit_the_weights_are_refused()
    {
        foreach (NodeProto node in Model.Graph.Node.Where(n => n.OpType == "GroupQueryAttention"))
            node.Attribute.First(a => a.Name == "num_heads").I = 4;
        File.Delete(Folder["model", GenAiConfig.FileName]);

        Refused($"{GraphPath}: its first attention is given 160 elements for 8 heads of 16; the graph is damaged");
    }

    [Fact]
    public void Two_numbers_of_heads_are_refused()
    {
        foreach (NodeProto node in Model.Graph.Node.Where(n => n.OpType == "GroupQueryAttention"))
            node.Attribute.First(a => a.Name == "kv_num_heads").I = 3;

        Refused($"{GraphPath}: has 3 key and value heads by its attention, but 2 by its caches; the graph is damaged");
    }

    [Fact]
    public void Caches_of_two_shapes_are_refused()
    {
        Model.Graph.Input.Last().Type.TensorType.Shape.Dim[3].DimValue = 32;

        Refused($"{GraphPath}: its caches differ in their shapes; models like that cannot be run");
    }

    [Theory]
    [InlineData("location")]
    [InlineData("offset")]
    [InlineData("length")]
    public void Two_entries_for_one_thing_are_refused(string key)
    {
        TensorProto tensor = Model.Graph.Initializer[0];
        tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = "1" });

        Refused($"{GraphPath}: tensor cos_cache has 2 entries {key}; the graph is damaged");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_parts_of_a_sparse_tensor_are_looked_at_too(bool values)
    {
        TensorProto outside = Float("outside", 1);
        outside.DataLocation = TensorProto.Types.DataLocation.External;
        outside.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "/dev/zero" });
        Model.Graph.SparseInitializer.Add(new SparseTensorProto
        {
            Values = values ? outside : Float("sparse", 1),
            Indices = values ? Float("indices", 1) : outside,
        });

        Refused($"{GraphPath}: names the file '/dev/zero', which is not inside the model's folder; refused");
    }

    [Fact]
    public void The_parts_of_a_sparse_constant_are_looked_at_too()
    {
        TensorProto outside = Float("outside", 1);
        outside.DataLocation = TensorProto.Types.DataLocation.External;
        outside.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "/dev/zero" });
        Model.Graph.Node[0].Attribute.Add(new AttributeProto { Name = "sparse_value", SparseTensor = new SparseTensorProto { Values = outside } });

        Refused($"{GraphPath}: names the file '/dev/zero', which is not inside the model's folder; refused");
    }

    [Fact]
    public void A_place_of_data_that_is_unknown_is_not_trusted()
    {
        Model.Graph.Initializer[0].DataLocation = (TensorProto.Types.DataLocation)2;
        Model.Graph.Initializer[0].ExternalData[0].Value = "/dev/zero";

        Refused($"{GraphPath}: names the file '/dev/zero', which is not inside the model's folder; refused");
    }

    [Fact]
    public void A_missing_weight_is_refused()
    {
        Model.Graph.Initializer.Remove(Model.Graph.Initializer.First(t => t.Name == "model.layers.1.mlp.up_proj.MatMul.weight"));

        Refused(
            $"{GraphPath}: node /model/layers.1/mlp/up_proj/MatMul takes model.layers.1.mlp.up_proj.MatMul.weight, which is no input, no weight "
            + "and no other node's output; the graph is damaged");
    }

    [Fact]
    public void A_name_with_a_line_end_is_told_in_one_line()
    {
        Model.Graph.Node.Add(Node("two\nlines", ["x\u001b[2J"], "out"));

        Refused($"{GraphPath}: node two lines takes x [2J, which is no input, no weight and no other node's output; the graph is damaged");
    }

    [Fact]
    public void A_missing_node_is_refused()
    {
        Model.Graph.Node.Remove(Model.Graph.Node.First(n => n.Name == "/model/layers.0/mlp/gate_proj/MatMul"));

        Refused(
            $"{GraphPath}: node /model/layers.0/mlp/act_fn/Sigmoid takes /model/layers.0/mlp/gate_proj/MatMul/output_0, which is no input, no weight "
            + "and no other node's output; the graph is damaged");
    }

    [Fact]
    public void An_output_that_no_node_makes_is_refused()
    {
        NodeProto node = Model.Graph.Node.First(n => n.Output.Contains("present.1.value"));
        node.Output[node.Output.IndexOf("present.1.value")] = "lost";

        Refused($"{GraphPath}: no node makes its output present.1.value; the graph is damaged");
    }

    [Fact]
    public void A_graph_inside_a_node_may_take_values_from_around_it_and_from_sparse_weights()
    {
        Model.Graph.SparseInitializer.Add(new SparseTensorProto { Values = Float("sparse", 1) });
        GraphProto inner = new() { Node = { Node("inner", ["input_ids", "sparse", ""], "inner_out") }, Output = { new ValueInfoProto { Name = "inner_out" } } };
        inner.Output.Add(new ValueInfoProto { Name = "input_ids" });
        GraphProto middle = new() { Node = { Node("middle", [], "middle_out", inner) } };
        Model.Graph.Node.Add(Node("outer", [], "outer_out", middle));
        File.WriteAllBytes(GraphPath, Model.ToByteArray());

        Assert.Equal(Untied.Geometry, ModelFolder.Open(GraphPath).Geometry);
    }

    [Fact]
    public void A_choice_of_branches_without_a_branch_is_no_crash()
    {
        Model.Graph.Input.Add(new ValueInfoProto
        {
            Name = "use_cache_branch",
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)ElementType.Bool } },
        });
        Model.Graph.Node.Add(Node("choice", ["use_cache_branch"], "chosen"));
        Model.Graph.Node[^1].OpType = "If";
        File.WriteAllBytes(GraphPath, Model.ToByteArray());

        Assert.Equal("use_cache_branch", ModelFolder.Open(GraphPath).Interface.UseCacheBranch);
    }

    [Fact]
    public void Values_inside_a_graph_inside_a_node_are_not_seen_outside()
    {
        GraphProto inner = new() { Node = { Node("inner", [], "inner_out") } };
        Model.Graph.Node.Add(Node("outer", ["inner_out"], "outer_out", inner));

        Refused($"{GraphPath}: node outer takes inner_out, which is no input, no weight and no other node's output; the graph is damaged");
    }

    [Fact]
    public void A_function_sees_its_own_inputs_only()
    {
        Model.Functions.Add(new FunctionProto { Name = "f", Input = { "x" }, Node = { Node("sees", ["x"], "y"), Node("blind", ["input_ids"], "z") } });

        Refused($"{GraphPath}: node blind takes input_ids, which is no input, no weight and no other node's output; the graph is damaged");
    }

    private static TensorProto Float(string name, params long[] shape) => new() { Name = name, DataType = (int)ElementType.Float32, Dims = { shape } };

    private static NodeProto Node(string name, string[] inputs, string output, GraphProto? inner = null)
    {
        NodeProto node = new() { Name = name, OpType = "Test", Input = { inputs }, Output = { output } };
        if (inner is not null)
            node.Attribute.Add(new AttributeProto { Name = "body", G = inner });
        return node;
    }

    private void Refused(string message) => changed.Refused(message);
}
