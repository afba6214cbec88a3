using InferBench.Runner.Models;
using InferBench.Runner.Models.Onnx;
using static InferBench.Runner.Tests.Models.Layouts.GraphNodes;

namespace InferBench.Runner.Tests.Models.Layouts;

/// <summary>What model builders do differently, done to a graph with packed grouped-query attention. Weights stay equal.</summary>
internal static class GraphEdits
{
    /// <summary>Three projections instead of one; with biases of zero, the first layer's added from the left.</summary>
    public static TensorGraph SplitProjections(this TensorGraph model, Preset preset, bool biases = false)
    {
        for (int layer = 0; layer < preset.Geometry.Layers; layer++)
        {
            string path = $"/model/layers.{layer}/attn", packed = $"{path}/qkv_proj/MatMul";
            NodeProto product = model.Graph.Node.First(n => n.Name == packed);
            NodeProto attention = model.Graph.Node.First(n => n.OpType == "GroupQueryAttention" && n.Input[0] == product.Output[0]);
            int place = model.Graph.Node.IndexOf(product);
            foreach (ModelPart part in Enum.GetValues<ModelPart>())
            {
                string module = $"{path}/{"qkv"[(int)part]}_proj", weight = $"{module[1..].Replace('/', '.')}.MatMul.weight";
                (float[] values, long width) = SourceModel.Columns(model, part, layer, preset);
                model.Add(weight, [preset.Geometry.Hidden, width], values);
                string projected = Insert($"{module}/MatMul", "MatMul", product.Input[0], weight);
                if (biases)
                {
                    string bias = model.Add($"{module[1..].Replace('/', '.')}.Add.bias", [width], new float[width]);
                    projected = Insert($"{module}/Add", "Add", layer == 0 ? [bias, projected] : [projected, bias]);
                }

                attention.Input[(int)part] = projected;
            }

            model.Remove(product.Input[1]);
            model.Graph.Node.Remove(product);

            string Insert(string name, string op, params string[] inputs)
            {
                model.Graph.Node.Insert(place++, new NodeProto { Name = name, OpType = op, Input = { inputs }, Output = { $"{name}/output_0" } });
                return $"{name}/output_0";
            }
        }

        return model;
    }

    /// <summary>The last dimension of past and present by name instead of by number.</summary>
    public static TensorGraph SymbolicHeadSize(this TensorGraph model)
    {
        foreach (ValueInfoProto cache in model.Graph.Input.Skip(2).Concat(model.Graph.Output.Skip(1)))
            cache.Type.TensorType.Shape.Dim[3].DimParam = "kv_cache_dim";
        return model;
    }

    /// <summary>Inputs and outputs in another order, seeded.</summary>
    public static TensorGraph ShuffleValues(this TensorGraph model, int seed = 1)
    {
        foreach (var values in (Google.Protobuf.Collections.RepeatedField<ValueInfoProto>[])[model.Graph.Input, model.Graph.Output])
        {
            ValueInfoProto[] shuffled = [.. values];
            new Random(seed).Shuffle(shuffled);
            values.Clear();
            values.Add(shuffled);
        }

        return model;
    }

    /// <summary>An input says for how many of the last positions logits are computed; 0 stands for all.</summary>
    public static TensorGraph LogitsToKeep(this TensorGraph model, bool scalar = true)
    {
        GraphProto graph = model.Graph;
        graph.Input.Add(scalar ? Value("num_logits_to_keep", ElementType.Int64) : Value("num_logits_to_keep", ElementType.Int64, 1L));
        graph.Output.First(o => o.Name == "logits").Type.TensorType.Shape.Dim[1].DimParam = "num_logits_to_keep";
        NodeProto head = graph.Node.First(n => n.Output.Contains("logits"));
        string start = graph.Node("/model/logits/Neg", "Neg", ["num_logits_to_keep"]);
        string vector = graph.Node("/model/logits/Reshape", "Reshape", [start, graph.Longs("/model/logits/one", scalar: false, 1)]);
        string end = graph.Longs("/model/logits/end", scalar: false, long.MaxValue), axis = graph.Longs("/model/logits/axis", scalar: false, 1);
        head.Input[0] = graph.Node("/model/logits/Slice", "Slice", [head.Input[0], vector, end, axis]);
        graph.Node.Remove(head);
        graph.Node.Add(head);
        return model;
    }

    /// <summary>float16 weights and activations; the cache and the logits too, unless they are to stay float32 behind casts.</summary>
    public static TensorGraph Halve(this TensorGraph model, bool cache = true, bool logits = true)
    {
        foreach (TensorProto tensor in model.Graph.Initializer.Where(t => t.DataType == (int)ElementType.Float32).ToArray())
        {
            float[] values = model.Floats(tensor.Name);
            model.Remove(tensor.Name);
            model.Add(tensor.Name, [.. tensor.Dims], values, ElementType.Float16);
        }

        foreach (ValueInfoProto value in model.Graph.Input.Concat(model.Graph.Output).Where(v => v.Type.TensorType.ElemType == (int)ElementType.Float32))
        {
            if (value.Name == "logits" ? logits : cache)
                value.Type.TensorType.ElemType = (int)ElementType.Float16;
            else
                CastBehind(model.Graph, value.Name);
        }

        return model;
    }

    private static void CastBehind(GraphProto graph, string value)
    {
        NodeProto node = graph.Node.First(n => n.Output.Contains(value) || n.Input.Contains(value));
        if (node.Output.IndexOf(value) is >= 0 and var output)
        {
            node.Output[output] = $"{value}_f16";
            graph.Node.Insert(graph.Node.IndexOf(node) + 1, Cast($"{value}_f16", value, ElementType.Float32));
        }
        else
        {
            node.Input[node.Input.IndexOf(value)] = $"{value}_f16";
            graph.Node.Insert(graph.Node.IndexOf(node), Cast(value, $"{value}_f16", ElementType.Float16));
        }
    }

    private static NodeProto Cast(string from, string to, ElementType type) => new()
    {
        Name = $"/casts/{from}",
        OpType = "Cast",
        Input = { from },
        Output = { to },
        Attribute = { Int("to", (long)type) },
    };
}
