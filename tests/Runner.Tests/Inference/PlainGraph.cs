using Google.Protobuf;
using InferBench.Runner.Models;
using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Models.Synthesis;
using static InferBench.Runner.Models.Synthesis.GraphBuilder;

namespace InferBench.Runner.Tests.Inference;

/// <summary>
/// A graph that tells what it was fed: keys are token ids, values their negatives, and the present is past and new joined.
/// The four logits of a position are the sum of the present's keys, the sum of its values, the position's id or -1
/// without position_ids, and the sum of the mask or -1 without one.
/// </summary>
internal sealed record PlainGraph
{
    private const int Width = 2;

    public bool Mask { get; init; }

    public bool Positions { get; init; }

    /// <summary>Dimensions of num_logits_to_keep; null without it, and with logits for every position.</summary>
    public int? LogitsToKeepRank { get; init; }

    /// <summary>Values are the negated ids only where use_cache_branch is true, and the ids themselves where it is not.</summary>
    public bool CacheBranch { get; init; }

    public FloatType LogitsType { get; init; }

    public FloatType CacheType { get; init; }

    /// <summary>Writes the graph and describes it; the geometry is its own, the rest of the description is borrowed.</summary>
    public ModelFolder Write(string path, ModelFolder borrowed)
    {
        GraphBuilder graph = new("unused", FloatType.Float32);
        AddNodes(graph);
        File.WriteAllBytes(path, graph.Build().ToByteArray());
        var geometry = borrowed.Geometry with { Layers = 1, KvHeads = 1, HeadSize = Width, Vocabulary = 4, Positions = 64 };
        return borrowed with
        {
            GraphPath = path,
            Files = [path],
            Info = borrowed.Info with { Geometry = geometry, Attention = "plain" },
            Interface = new GraphInterface
            {
                InputIds = "ids",
                AttentionMask = Mask ? "mask" : null,
                PositionIds = Positions ? "positions" : null,
                LogitsToKeep = LogitsToKeepRank is null ? null : "keep",
                LogitsToKeepRank = LogitsToKeepRank ?? 0,
                UseCacheBranch = CacheBranch ? "branch" : null,
                Logits = "logits",
                LogitsType = LogitsType,
                LastLogitsOnly = LogitsToKeepRank is not null,
                Caches = [new LayerCache("past.key", "past.value", "present.key", "present.value")],
                CacheType = CacheType,
                SharesCache = false,
            },
        };
    }

    private static ElementType Element(FloatType type) => type == FloatType.Float32 ? ElementType.Float32 : ElementType.Float16;

    private void AddNodes(GraphBuilder graph)
    {
        graph.Input("ids", ElementType.Int64, "batch", "new");
        string column = graph.Node("column", "Unsqueeze", ["ids", Longs(-1)]);
        string zeros = graph.Node("zeros", "Sub", [column, column]), minusOne = graph.Node("minus", "Sub", [zeros, Longs(1)]);
        string keys = Cache("key", column), values = Cache("value", graph.Node("negated", "Mul", [column, Sign()]));
        if (Positions)
            graph.Input("positions", ElementType.Int64, "batch", "new");
        string position = Positions ? graph.Node("position", "Unsqueeze", ["positions", Longs(-1)]) : minusOne;
        if (Mask)
            graph.Input("mask", ElementType.Int64, "batch", "total");
        string mask = Mask
            ? graph.Node("ones", "Add", [zeros, graph.Node("rows", "Unsqueeze", [Sum("masked", "mask", 1), Longs(1, 2)])])
            : minusOne;
        string all = graph.Node("all", "Concat", [keys, values, Float("third", position), Float("fourth", mask)], attributes: Attribute("axis", 2L));
        Finish(LogitsToKeepRank is { } rank ? Last(all, rank) : all);

        string Longs(params long[] numbers) => graph.Constant(scalar: false, numbers);

        string Float(string name, string x) => graph.Node(name, "Cast", [x], attributes: Attribute("to", (long)ElementType.Float32));

        string Sum(string name, string x, params long[] axes) =>
            graph.Node(name, "ReduceSum", [x, Longs(axes)], attributes: Attribute("keepdims", 0L));

        // [batch, new, 1] to [batch, 1, new, width], joined to the past; the sum of all for each new position.
        string Cache(string kind, string x)
        {
            ElementType type = Element(CacheType);
            graph.Input($"past.{kind}", type, "batch", 1, "past", Width);
            graph.Output($"present.{kind}", type, "batch", 1, "total", Width);
            string typed = graph.Node($"{kind}/typed", "Cast", [x], attributes: Attribute("to", (long)type));
            string head = graph.Node($"{kind}/head", "Unsqueeze", [typed, Longs(1)]);
            string wide = graph.Node($"{kind}/wide", "Concat", [head, head], attributes: Attribute("axis", 3L));
            graph.Node($"{kind}/joined", "Concat", [$"past.{kind}", wide], outputs: [$"present.{kind}"], attributes: Attribute("axis", 2L));
            string sum = Sum($"{kind}/sum", Float($"{kind}/float", $"present.{kind}"), 1, 2, 3);
            return graph.Node($"{kind}/each", "Add", [Float($"{kind}/zeros", zeros), graph.Node($"{kind}/rows", "Unsqueeze", [sum, Longs(1, 2)])]);
        }

        string Sign()
        {
            if (!CacheBranch)
                return Longs(-1);
            graph.Input("branch", ElementType.Bool, 1);
            return graph.Node("sign", "Where", ["branch", Longs(-1), Longs(1)]);
        }

        string Last(string x, int rank)
        {
            graph.Input("keep", ElementType.Int64, rank == 0 ? [] : [1]);
            string start = graph.Node("start", "Neg", [graph.Node("flat", "Reshape", ["keep", Longs(1)])]);
            return graph.Node("last", "Slice", [x, start, Longs(int.MaxValue), Longs(1)]);
        }

        void Finish(string x)
        {
            ElementType type = Element(LogitsType);
            graph.Output("logits", type, "batch", LogitsToKeepRank is null ? "new" : 1, 4);
            graph.Node("finish", "Cast", [x], outputs: ["logits"], attributes: Attribute("to", (long)type));
        }
    }
}
