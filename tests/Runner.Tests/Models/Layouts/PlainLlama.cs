using InferBench.Runner.Models;
using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Records;
using static InferBench.Runner.Tests.Models.Layouts.GraphNodes;

namespace InferBench.Runner.Tests.Models.Layouts;

/// <summary>
/// The nodes of a Llama as an export of its PyTorch module has them: standard operators only, attention spelled out, the
/// present made anew from past and new, logits for every position.
/// </summary>
/// <param name="preset">Shape and constants.</param>
/// <param name="type">Type of activations, cache and logits.</param>
/// <param name="graph">Where the nodes go; the weights of <see cref="PlainWeights"/> are around it.</param>
/// <param name="prefix">Of the names of nodes and outputs.</param>
/// <param name="withPast">False for a graph that starts a sequence and takes no past.</param>
internal sealed class PlainLlama(Preset preset, ElementType type, GraphProto graph, string prefix = "", bool withPast = true)
{
    private readonly ModelGeometry g = preset.Geometry;

    /// <summary>Inputs as the exporter orders them: keys and values of a layer side by side.</summary>
    public static void AddInputs(GraphProto graph, ModelGeometry g, ElementType type)
    {
        graph.Input.Add(Value("input_ids", ElementType.Int64, "batch_size", "sequence_length"));
        graph.Input.Add(Value("attention_mask", ElementType.Int64, "batch_size", "past_sequence_length + sequence_length"));
        graph.Input.Add(Value("position_ids", ElementType.Int64, "batch_size", "sequence_length"));
        for (int i = 0; i < g.Layers; i++)
        {
            foreach (string kind in (string[])["key", "value"])
                graph.Input.Add(Value($"past_key_values.{i}.{kind}", type, "batch_size", (long)g.KvHeads, "past_sequence_length", (long)g.HeadSize));
        }
    }

    public static void AddOutputs(GraphProto graph, ModelGeometry g, ElementType type, string prefix = "")
    {
        graph.Output.Add(Value($"{prefix}logits", type, "batch_size", "sequence_length", (long)g.Vocabulary));
        for (int i = 0; i < g.Layers; i++)
        {
            foreach (string kind in (string[])["key", "value"])
            {
                graph.Output.Add(Value(
                    $"{prefix}present.{i}.{kind}", type, "batch_size", (long)g.KvHeads, "past_sequence_length + sequence_length", (long)g.HeadSize));
            }
        }
    }

    public void Write()
    {
        (string cos, string sin) = Rotations();
        PlainAttention attention = new(g, type, graph, prefix, withPast, cos, sin, Mask());
        string x = Node("/model/embed_tokens/Gather", "Gather", PlainWeights.Embedding, "input_ids");
        for (int i = 0; i < g.Layers; i++)
        {
            string path = $"/model/layers.{i}";
            string attended = attention.Write(i, Norm(x, $"{path}/input_layernorm", $"model.layers.{i}.input_layernorm.weight"));
            x = Node($"{path}/Add", "Add", x, attended);
            string fed = FeedForward($"{path}/mlp", Norm(x, $"{path}/post_attention_layernorm", $"model.layers.{i}.post_attention_layernorm.weight"));
            x = Node($"{path}/Add_1", "Add", x, fed);
        }

        x = Norm(x, "/model/norm", "model.norm.weight");
        string head = g.TiedEmbeddings
            ? graph.Node($"{prefix}/lm_head/Transpose", "Transpose", [PlainWeights.Embedding], Ints("perm", 1, 0))
            : PlainWeights.Of("/lm_head");
        graph.NodeTo($"{prefix}logits", $"{prefix}/lm_head/MatMul", "MatMul", [x, head]);
    }

    /// <summary>cos and sin [batch, 1, new, head size] of position times frequency, computed in float32.</summary>
    private (string Cos, string Sin) Rotations()
    {
        const string path = "/model/rotary_emb";
        string positions = Node($"{path}/Unsqueeze", "Unsqueeze", "position_ids", Longs($"{path}/Constant", 1));
        positions = graph.Cast(positions, ElementType.Float32);
        string angles = Node($"{path}/MatMul", "MatMul", PlainWeights.Frequencies, positions);
        angles = graph.Node($"{prefix}{path}/Transpose", "Transpose", [angles], Ints("perm", 0, 2, 1));
        angles = graph.Node($"{prefix}{path}/Concat", "Concat", [angles, angles], Int("axis", -1));
        string one = Longs($"{path}/Constant_1", 1);
        return (Table("Cos"), Table("Sin"));

        string Table(string op)
        {
            string table = Node($"{path}/{op}", op, angles);
            if (type != ElementType.Float32)
                table = graph.Cast(table, type);
            return Node($"{path}/{op}/Unsqueeze", "Unsqueeze", table, one);
        }
    }

    /// <summary>[batch, 1, new, total]: 0 where a new token may look, else the lowest number there is.</summary>
    private string Mask()
    {
        const string path = "/model/mask";
        string zero = graph.Longs($"{prefix}{path}/zero", scalar: true, 0), one = graph.Longs($"{prefix}{path}/one", scalar: true, 1);
        string total = Length("attention_mask"), added = Length("input_ids");
        string past = Node($"{path}/Sub", "Sub", total, added);
        string keys = Node($"{path}/Range", "Range", zero, total, one), queries = Node($"{path}/Range_1", "Range", past, total, one);
        queries = Node($"{path}/Unsqueeze", "Unsqueeze", queries, Longs($"{path}/axis", 1));
        string causal = Node($"{path}/LessOrEqual", "LessOrEqual", keys, queries);
        string valid = graph.Node($"{prefix}{path}/Cast", "Cast", ["attention_mask"], Int("to", (long)ElementType.Bool));
        valid = Node($"{path}/Unsqueeze_1", "Unsqueeze", valid, Longs($"{path}/axes", 1, 2));
        string allowed = Node($"{path}/And", "And", valid, causal);
        float lowest = type == ElementType.Float16 ? (float)Half.MinValue : float.MinValue;
        return Node(
            $"{path}/Where", "Where", allowed, graph.Float($"{prefix}{path}/allowed", type, 0), graph.Float($"{prefix}{path}/forbidden", type, lowest));

        string Length(string input)
        {
            string shape = Node($"{path}/{input}/Shape", "Shape", input);
            return graph.Node($"{prefix}{path}/{input}/Gather", "Gather", [shape, one], Int("axis", 0));
        }
    }

    private string FeedForward(string path, string x)
    {
        string gate = Project($"{path}/gate_proj", x), up = Project($"{path}/up_proj", x);
        string sigmoid = Node($"{path}/act_fn/Sigmoid", "Sigmoid", gate);
        string silu = Node($"{path}/act_fn/Mul", "Mul", gate, sigmoid);
        return Project($"{path}/down_proj", Node($"{path}/Mul", "Mul", silu, up));
    }

    private string Project(string path, string x) => Node($"{path}/MatMul", "MatMul", x, PlainWeights.Of(path));

    /// <summary>x / sqrt(mean(x^2) + epsilon), in float32, times the weights.</summary>
    private string Norm(string x, string path, string weight)
    {
        if (type != ElementType.Float32)
            x = Cast(x, ElementType.Float32, "Cast");
        string square = Node($"{path}/Pow", "Pow", x, Float("two", 2));
        string mean = graph.Node($"{prefix}{path}/ReduceMean", "ReduceMean", [square], Ints("axes", -1), Int("keepdims", 1));
        string root = Node($"{path}/Sqrt", "Sqrt", Node($"{path}/Add", "Add", mean, Float("epsilon", (float)preset.NormEpsilon)));
        string normed = Node($"{path}/Mul", "Mul", x, Node($"{path}/Div", "Div", Float("one", 1), root));
        if (type != ElementType.Float32)
            normed = Cast(normed, type, "Cast_1");
        return Node($"{path}/Mul_1", "Mul", normed, weight);

        string Float(string name, float value) => graph.Float($"{prefix}{path}/{name}", ElementType.Float32, value);

        string Cast(string value, ElementType to, string name) =>
            graph.Node($"{prefix}{path}/{name}", "Cast", [value], Int("to", (long)to));
    }

    private string Node(string path, string op, params string[] inputs) => graph.Node($"{prefix}{path}", op, inputs);

    private string Longs(string path, params long[] values) => graph.Longs($"{prefix}{path}", scalar: false, values);
}
