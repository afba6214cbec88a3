using InferBench.Runner.Inference.OnnxRuntime.Trace;
using InferBench.Runner.Models;
using InferBench.Runner.Records;
using static System.FormattableString;

namespace InferBench.Runner.Profile.Operators;

/// <summary>Refuses a profile of another model. The runtime fuses and adds nodes, so not every name is in the model's file.</summary>
internal static class ModelMatch
{
    private const int LongestName = 200;

    // Copies, casts and fused operators with names of the runtime's own are fewer than this.
    private const double LeastFound = 0.5;

    /// <param name="file">The profile's name, for errors.</param>
    /// <param name="trace">The profile.</param>
    /// <param name="folder">The model that it should be of.</param>
    /// <param name="nodes">The model's graph.</param>
    /// <exception cref="BadInputException">It is of another one; the message names a node by which that shows.</exception>
    public static void Check(string file, RuntimeTrace trace, ModelFolder folder, ModelNodes nodes)
    {
        TracedCall[] calls = [.. trace.Calls.DistinctBy(c => c.Name)];
        bool unpacks = nodes.All.Any(n => n.Node.OpType == "DequantizeLinear");
        foreach (var call in calls)
        {
            var node = nodes.Find(call.Name);
            if (node is null && OperatorPlace.LayerOf(call.Name) >= folder.Geometry.Layers)
                throw Other($"'{Short(call.Name)}' ran, the model has {folder.Geometry.Layers} layers");
            if (HasWeights(call) && !(unpacks || IsLike(call, node)))
                throw Other($"'{Short(call.Name)}' ran, and no {Short(call.Operator)} of that name is in it");
            if (Widths(call, node) is var (found, has) && found != has)
                throw Other(Invariant($"'{Short(call.Name)}' gave rows of {found}, its weights in the model give {has}"));
        }

        if (calls.FirstOrDefault(c => nodes.Find(c.Name) is null) is { } unknown && calls.Count(c => nodes.Find(c.Name) is not null) < calls.Length * LeastFound)
            throw Other($"'{Short(unknown.Name)}' and most other nodes that ran are not in it");
        var ran = calls.Select(c => OperatorPlace.LayerOf(c.Name)).OfType<int>().ToHashSet();
        for (int layer = 0; layer < folder.Geometry.Layers && ran.Count > 0; layer++)
        {
            if (!ran.Contains(layer) && nodes.All.FirstOrDefault(n => OperatorPlace.LayerOf(n.Node.Name) == layer) is { } missing)
                throw Other(Invariant($"nothing of its layer {layer} ran, such as '{Short(missing.Node.Name)}'"));
        }

        BadInputException Other(string why) => new($"{file}: is a profile of another model than {folder.GraphPath}: {why}");
    }

    // Nodes that the runtime never makes up, save where weights are unpacked in the graph: of a product whose weights it packed anew,
    // one input is left.
    private static bool HasWeights(TracedCall call) =>
        call is { Operator: "GroupQueryAttention" or "MatMulNBits" } or { Operator: "MatMul" or "Gemm", Inputs.Count: 1 };

    private static bool IsLike(TracedCall call, ModelNode? node) => node?.Node.OpType is { } op
        && (op == call.Operator || (call.Operator is ("MatMul" or "Gemm") && op is ("MatMul" or "Gemm")));

    private static string Short(string name) => OneLine.Of(name, LongestName);

    // Columns of the result of a product, as it ran and as its weights are stored.
    private static (long Found, long Has)? Widths(TracedCall call, ModelNode? node) =>
        node?.Columns is { } columns && call.Operator == node.Node.OpType && call.Outputs is [{ Dimensions: [.., var width] }, ..] ? (width, columns) : null;
}
