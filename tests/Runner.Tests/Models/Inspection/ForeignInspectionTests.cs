using Google.Protobuf;
using InferBench.Runner.Models;
using InferBench.Runner.Models.Inspection;
using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Models.Inspection;

/// <summary>Graphs that differ from ours in one thing.</summary>
public sealed class ForeignInspectionTests : IDisposable
{
    private readonly ChangedGraph changed = new();

    public void Dispose() => changed.Dispose();

    [Fact]
    public void Names_do_not_matter_where_operators_tell()
    {
        ModelInspection before = Inspect();
        GraphProto graph = changed.Model.Graph;
        Dictionary<string, string> names = graph.Initializer.Select((t, i) => (t.Name, $"t{i}")).ToDictionary();
        foreach (NodeProto node in graph.Node)
        {
            string[] inputs = [.. node.Input.Select(input => names.GetValueOrDefault(input, input))];
            node.Input.Clear();
            node.Input.Add(inputs);
        }

        foreach (TensorProto tensor in graph.Initializer)
            tensor.Name = names[tensor.Name];

        Assert.Equal(before.Tensors, Inspect().Tensors);
    }

    [Fact]
    public void A_weight_that_nothing_tells_of_is_another()
    {
        changed.Model.Graph.Initializer.Add(Floats("adapter", 3, 5));

        TensorGroup other = Assert.Single(Inspect().Tensors, t => t.Kind == TensorKind.Other);

        Assert.Equal((1, 15L, "float32", 60L), (other.Count, other.Parameters, other.Stored, other.Bytes));
    }

    [Fact]
    public void Blocks_behind_a_dequantizer_are_one_weight_with_their_scales()
    {
        GraphProto graph = changed.Model.Graph;
        NodeProto head = graph.Node.Single(n => n.Output.Contains("logits"));
        TensorProto blocks = new() { Name = "blocks", DataType = 22, Dims = { 64, 320 }, RawData = ByteString.CopyFrom(new byte[64 * 320 / 2]) };
        graph.Initializer.Remove(graph.Initializer.Single(t => t.Name == head.Input[1]));
        graph.Initializer.Add([blocks, Floats("blocks_scale", 2, 320)]);
        NodeProto dequantize = new() { OpType = "DequantizeLinear", Input = { "blocks", "blocks_scale" }, Output = { head.Input[1] } };
        dequantize.Attribute.Add(new AttributeProto { Name = "block_size", I = 32, Type = AttributeProto.Types.AttributeType.Int });
        graph.Node.Insert(0, dequantize);

        TensorClassifier found = new(new DataFlow(graph), ModelFolder.Open(changed.Path).Interface);

        ClassifiedWeight output = Assert.Single(found.Weights, t => t.Kind == TensorKind.OutputProjection);
        Assert.Equal((20_480L, "int4 blocks of 32 + float32 scales", 10_240L + (640 * 4)), (output.Weight.Parameters, output.Weight.Stored, output.Bytes));
        Assert.Equal(20_480, found.Multiplied(k => k == TensorKind.OutputProjection));
    }

    [Fact]
    public void A_table_of_integers_is_scaled_after_the_lookup()
    {
        GraphProto graph = changed.Model.Graph;
        NodeProto lookup = graph.Node.Single(n => n.Input.Contains("input_ids"));
        graph.Initializer.Remove(graph.Initializer.Single(t => t.Name == lookup.Input[0]));
        graph.Initializer.Add(new TensorProto { Name = lookup.Input[0], DataType = 2, Dims = { 320, 64 }, RawData = ByteString.CopyFrom(new byte[320 * 64]) });
        graph.Initializer.Add(new TensorProto { Name = "table_scale", DataType = 1, RawData = ByteString.CopyFrom(new byte[4]) });
        graph.Initializer.Add(new TensorProto { Name = "table_zero_point", DataType = 2, RawData = ByteString.CopyFrom(new byte[1]) });
        NodeProto scaled = new() { OpType = "DequantizeLinear", Input = { "rows", "table_scale", "table_zero_point" }, Output = { lookup.Output[0] } };
        lookup.Output[0] = "rows";
        graph.Node.Insert(graph.Node.IndexOf(lookup) + 1, scaled);

        TensorClassifier found = new(new DataFlow(graph), ModelFolder.Open(changed.Path).Interface);

        ClassifiedWeight table = Assert.Single(found.Weights, t => t.Kind == TensorKind.Embedding);
        Assert.Equal((20_480L, "uint8 + one float32 scale + zero points", 20_480L + 5), (table.Weight.Parameters, table.Weight.Stored, table.Bytes));
    }

    [Fact]
    public void Random_damage_is_refused_or_counted_and_never_a_crash()
    {
        byte[] whole = File.ReadAllBytes(changed.Path);
        Random random = new(1);
        int counted = 0;
        for (int i = 0; i < 500; i++)
        {
            byte[] damaged = (byte[])whole.Clone();
            for (int changes = random.Next(1, 4); changes > 0; changes--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(changed.Path, damaged);
            if (Record.Exception(() => ModelInspector.Inspect(ModelFolder.Open(changed.Path), [0])) is { } e)
                Assert.IsType<BadInputException>(e);
            else
                counted++;
        }

        Assert.InRange(counted, 50, 450);
    }

    private static TensorProto Floats(string name, int rows, int columns) => new()
    {
        Name = name,
        DataType = 1,
        Dims = { rows, columns },
        RawData = ByteString.CopyFrom(new byte[rows * columns * 4]),
    };

    private ModelInspection Inspect()
    {
        File.WriteAllBytes(changed.Path, changed.Model.ToByteArray());
        return ModelInspector.Inspect(ModelFolder.Open(changed.Path), [0]);
    }
}
