using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>Checks that a graph takes and gives what the generation loop feeds and reads, and tells in which types.</summary>
internal sealed class InterfaceReader
{
    private const string LogitsToKeep = "num_logits_to_keep", LogitsToKeepNow = "logits_to_keep";
    private readonly GraphIndex graph;
    private readonly string graphPath;
    private readonly GraphNames names;
    private readonly GraphValues inputs;
    private readonly GraphValues outputs;

    private InterfaceReader(GraphIndex graph, string graphPath, GraphNames names)
    {
        this.graph = graph;
        this.graphPath = graphPath;
        this.names = names;
        // Older graphs list their weights as inputs too.
        inputs = new(graph.Graph.Input.Where(v => graph.Initializer(v.Name) is null), "input", graphPath, names.NamedBy);
        outputs = new(graph.Graph.Output, "output", graphPath, names.NamedBy);
    }

    /// <exception cref="BadInputException">Something is missing, of another type, or an input that nobody feeds.</exception>
    public static GraphInterface Read(GraphIndex graph, string graphPath, GenAiConfig? config) =>
        new InterfaceReader(graph, graphPath, GraphNames.Of(graph.Graph, config)).Read();

    private GraphInterface Read()
    {
        GenAiInputs given = names.Inputs;
        ValueInfoProto ids = inputs.Take(given.InputIds, ElementType.Int64, 2) ?? throw inputs.Missing(given.InputIds);
        ValueInfoProto? mask = inputs.Take(given.AttentionMask, ElementType.Int64, 2);
        ValueInfoProto? positions = inputs.Take(given.PositionIds ?? GraphNames.PositionIds, ElementType.Int64, 2);
        ValueInfoProto? keep = inputs.Take(LogitsToKeep, ElementType.Int64, 0, 1) ?? inputs.Take(LogitsToKeepNow, ElementType.Int64, 0, 1);
        ValueInfoProto? branch = inputs.Take(GraphIndex.UseCacheBranch, ElementType.Bool, 1);
        (LayerCache[] caches, FloatType cacheType, ValueInfoProto[] pasts) = Caches();
        (ValueInfoProto logits, FloatType logitsType) = outputs.TakeFloat(names.Outputs.Logits, 3);
        if (inputs.Left.FirstOrDefault() is { } other)
            throw new BadInputException($"{graphPath}: wants the input {other}, which is not fed; {GraphValues.Advice}");
        RefuseFixedLength(mask, axis: 1);
        foreach (ValueInfoProto past in pasts)
            RefuseFixedLength(past, axis: 2);
        return new GraphInterface
        {
            InputIds = ids.Name,
            AttentionMask = mask?.Name,
            PositionIds = positions?.Name,
            LogitsToKeep = keep?.Name,
            LogitsToKeepRank = keep?.Type.TensorType.Shape?.Dim.Count ?? 0,
            UseCacheBranch = branch?.Name,
            FixedBatch = OneSize("batches", 0, [ids, mask, positions, .. pasts]),
            FixedTokens = OneSize("numbers of new tokens", 1, [ids, positions]),
            Logits = logits.Name,
            LogitsType = logitsType,
            LastLogitsOnly = keep is not null || GraphValues.Fixed(logits, 1) == 1,
            Caches = caches,
            CacheType = cacheType,
            SharesCache = GroupQueryAttention.SharesCaches(graph, caches),
        };
    }

    private (LayerCache[] Caches, FloatType Type, ValueInfoProto[] Pasts) Caches()
    {
        List<LayerCache> caches = [];
        List<ValueInfoProto> pasts = [];
        (string Name, FloatType Type)? first = null;
        do
        {
            int layer = caches.Count;
            caches.Add(new LayerCache(
                Take(inputs, names.Inputs.PastKeyNames, layer),
                Take(inputs, names.Inputs.PastValueNames, layer),
                Take(outputs, names.Outputs.PresentKeyNames, layer),
                Take(outputs, names.Outputs.PresentValueNames, layer)));
        }
        while (inputs.Has(GraphNames.Layer(names.Inputs.PastKeyNames, caches.Count)));
        return ([.. caches], first!.Value.Type, [.. pasts]);

        string Take(GraphValues values, string pattern, int layer)
        {
            (ValueInfoProto value, FloatType type) = values.TakeFloat(GraphNames.Layer(pattern, layer), 4);
            first ??= (value.Name, type);
            if (first.Value.Type != type)
                throw new BadInputException(
                    $"{graphPath}: {first.Value.Name} is {Name(first.Value.Type)} but {value.Name} is {Name(type)}; "
                    + "only caches of one type can be run");
            if (values == inputs)
                pasts.Add(value);
            return value.Name;
        }
    }

    private void RefuseFixedLength(ValueInfoProto? value, int axis)
    {
        if (value is not null && GraphValues.Fixed(value, axis) is { } length)
            throw new BadInputException(
                $"{graphPath}: input {value.Name} is for {length} tokens and no other number; only caches that grow can be run");
    }

    private int? OneSize(string what, int axis, ValueInfoProto?[] values)
    {
        int[] sizes = [.. values.OfType<ValueInfoProto>().Select(v => GraphValues.Fixed(v, axis)).OfType<int>().Distinct()];
        return sizes.Length switch
        {
            0 => null,
            1 => sizes[0],
            _ => throw new BadInputException(
                $"{graphPath}: its inputs are for {what} of {string.Join(" and ", sizes)} at once; the graph is damaged"),
        };
    }

    private static string Name(FloatType type) => type == FloatType.Float32 ? "float32" : "float16";
}
