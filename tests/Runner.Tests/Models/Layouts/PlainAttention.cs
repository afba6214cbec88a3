using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Records;
using static InferBench.Runner.Tests.Models.Layouts.GraphNodes;

namespace InferBench.Runner.Tests.Models.Layouts;

/// <summary>Attention of standard operators: rotation by halves, keys and values appended to the past and repeated for their group.</summary>
internal sealed class PlainAttention(
    ModelGeometry g, ElementType type, GraphProto graph, string prefix, bool withPast, string cos, string sin, string mask)
{
    public string Write(int layer, string x)
    {
        string path = $"/model/layers.{layer}/self_attn";
        string queries = Rotate($"{path}/q", Heads($"{path}/q_proj", x, g.Heads));
        string keys = Append(layer, "key", Rotate($"{path}/k", Heads($"{path}/k_proj", x, g.KvHeads)));
        string values = Append(layer, "value", Heads($"{path}/v_proj", x, g.KvHeads));

        string turned = graph.Node($"{prefix}{path}/Transpose", "Transpose", [Repeat($"{path}/k", keys)], Ints("perm", 0, 1, 3, 2));
        string scale = graph.Float($"{prefix}{path}/scale", type, (float)(1 / Math.Sqrt(g.HeadSize)));
        string scores = Node($"{path}/Mul", "Mul", Node($"{path}/MatMul", "MatMul", queries, turned), scale);
        scores = Node($"{path}/Add", "Add", scores, mask);
        string weights = graph.Node($"{prefix}{path}/Softmax", "Softmax", [scores], Int("axis", -1));
        string mixed = Node($"{path}/MatMul_1", "MatMul", weights, Repeat($"{path}/v", values));
        mixed = graph.Node($"{prefix}{path}/Transpose_1", "Transpose", [mixed], Ints("perm", 0, 2, 1, 3));
        mixed = Node($"{path}/Reshape", "Reshape", mixed, Longs($"{path}/shape", 0, 0, (long)g.Heads * g.HeadSize));
        return Node($"{path}/o_proj/MatMul", "MatMul", mixed, PlainWeights.Of($"{path}/o_proj"));
    }

    /// <summary>[batch, heads, new, head size].</summary>
    private string Heads(string path, string x, int heads)
    {
        string projected = Node($"{path}/MatMul", "MatMul", x, PlainWeights.Of(path));
        string split = Node($"{path}/Reshape", "Reshape", projected, Longs($"{path}/shape", 0, 0, heads, g.HeadSize));
        return graph.Node($"{prefix}{path}/Transpose", "Transpose", [split], Ints("perm", 0, 2, 1, 3));
    }

    private string Rotate(string path, string x)
    {
        string start = Longs($"{path}/start", 0), half = Longs($"{path}/half", g.HeadSize / 2);
        string end = Longs($"{path}/end", long.MaxValue), axis = Longs($"{path}/axis", 3);
        string first = Node($"{path}/Slice", "Slice", x, start, half, axis), second = Node($"{path}/Slice_1", "Slice", x, half, end, axis);
        string turned = graph.Node($"{prefix}{path}/Concat", "Concat", [Node($"{path}/Neg", "Neg", second), first], Int("axis", -1));
        return Node($"{path}/Add", "Add", Node($"{path}/Mul", "Mul", x, cos), Node($"{path}/Mul_1", "Mul", turned, sin));
    }

    private string Append(int layer, string kind, string added)
    {
        string present = $"{prefix}present.{layer}.{kind}", name = $"{prefix}/model/layers.{layer}/self_attn/{kind}/Concat";
        return withPast
            ? graph.NodeTo(present, name, "Concat", [$"past_key_values.{layer}.{kind}", added], Int("axis", -2))
            : graph.NodeTo(present, name, "Identity", [added]);
    }

    /// <summary>[batch, query heads, total, head size].</summary>
    private string Repeat(string path, string x)
    {
        string apart = Node($"{path}/Unsqueeze", "Unsqueeze", x, Longs($"{path}/group", 2));
        string repeated = Node($"{path}/Expand", "Expand", apart, Longs($"{path}/times", 1, 1, g.Heads / g.KvHeads, 1, 1));
        return Node($"{path}/Reshape", "Reshape", repeated, Longs($"{path}/joined", 0, g.Heads, -1, g.HeadSize));
    }

    private string Node(string path, string op, params string[] inputs) => graph.Node($"{prefix}{path}", op, inputs);

    private string Longs(string path, params long[] values) => graph.Longs($"{prefix}{path}", scalar: false, values);
}
