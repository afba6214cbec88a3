using InferBench.Runner.Models.Onnx;

namespace InferBench.Runner.Models.Inspection;

/// <summary>Finds what token ids are looked up in.</summary>
internal static class EmbeddingReader
{
    private const int MostSteps = 4;

    public static IEnumerable<StoredWeight> Read(DataFlow flow, string inputIds) =>
        flow.Nodes.Where(n => n.OpType is "Gather" or "GatherBlockQuantized" && ComesFrom(flow, GraphIndex.Input(n, 1), inputIds))
            .Select(n => n.OpType == "Gather" ? Rows(flow, n) : Blocks(flow, n)).OfType<StoredWeight>();

    private static bool ComesFrom(DataFlow flow, string value, string wanted)
    {
        for (int steps = 0; steps < MostSteps && value != wanted; steps++)
        {
            if (flow.Producer(value) is not { OpType: "Cast" or "Identity" or "Reshape" } node)
                return false;
            value = GraphIndex.Input(node, 0);
        }

        return value == wanted;
    }

    /// <summary>Rows that are stored as integers have their scale applied after the lookup.</summary>
    private static StoredWeight? Rows(DataFlow flow, NodeProto gather)
    {
        IEnumerable<string> more = flow.Consumers(gather.Output[0]) is [{ OpType: "DequantizeLinear" } scaled] ? scaled.Input.Skip(1) : [];
        return StoredWeight.Behind(flow, GraphIndex.Input(gather, 0), more) is { } weight && flow.Tensor(weight.Name)!.Rank >= 2
            ? weight
            : null;
    }

    private static StoredWeight? Blocks(DataFlow flow, NodeProto gather)
    {
        if (StoredWeight.Behind(flow, GraphIndex.Input(gather, 0)) is not { } blocks)
            return null;
        long bits = GraphIndex.Integer(gather, "bits") ?? 4;
        int inOne = flow.Tensor(blocks.Name)!.Type == "uint8" && bits is 2 or 4 ? 8 / (int)bits : 1;
        return StoredWeight.OfBlocks(
            flow, blocks.Name, checked(blocks.Parameters * inOne), bits, GraphIndex.Integer(gather, "block_size") ?? 0, gather.Input.Skip(2));
    }
}
