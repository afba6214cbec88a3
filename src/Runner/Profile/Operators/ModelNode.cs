using InferBench.Runner.Models.Inspection;
using InferBench.Runner.Models.Onnx;

namespace InferBench.Runner.Profile.Operators;

/// <summary>A node of the model's file.</summary>
/// <param name="Node">The node.</param>
/// <param name="Stored">For each input, the tensors of the file behind it, through changes of shape and type alone; null for what is computed.</param>
/// <param name="Bytes">Bytes of stored tensors by name.</param>
internal sealed record ModelNode(NodeProto Node, IReadOnlyList<StoredWeight?> Stored, IReadOnlyDictionary<string, long> Bytes)
{
    /// <summary>Bytes of all stored tensors that it takes, each once.</summary>
    public long StoredBytes { get; } = Stored.OfType<StoredWeight>().SelectMany(w => w.Parts).Distinct().Sum(part => Bytes[part]);

    /// <summary>The name of the first weight that it takes; empty where it takes none.</summary>
    public string WeightName { get; } = Stored.OfType<StoredWeight>().FirstOrDefault(w => w.Parameters > 1)?.Name ?? "";

    /// <summary>Columns of its result, where it is a product with a stored matrix; else null.</summary>
    public required long? Columns { get; init; }

    /// <summary>Numbers that are added up for each element of that result; else null.</summary>
    public long? Depth { get; init; }

    /// <summary>Whether an input is stored in the file.</summary>
    public bool TakesStored(int input) => input < Stored.Count && Stored[input] is not null;

    public static ModelNode Of(DataFlow flow, GraphIndex index, NodeProto node)
    {
        StoredWeight?[] stored = [.. node.Input.Select(value => StoredWeight.Behind(flow, value))];
        return new(node, stored, stored.OfType<StoredWeight>().SelectMany(w => w.Parts).Distinct().ToDictionary(part => part, part => flow.Tensor(part)!.Bytes))
        {
            Columns = index.Shape(node)?.Out,
            Depth = index.Shape(node)?.In,
        };
    }
}
