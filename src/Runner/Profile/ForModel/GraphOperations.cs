using InferBench.Runner.Models;
using InferBench.Runner.Profile.Operators;
using InferBench.Runner.Records;

namespace InferBench.Runner.Profile.ForModel;

/// <summary>
/// What a model's graph has to do, without a run: operations of products with weights and of attention, bytes of weights and of keys
/// and values. Norms and other small operators have no operations here, and activations no bytes.
/// </summary>
internal static class GraphOperations
{
    /// <param name="folder">The model.</param>
    /// <param name="prompt">Tokens of the prompt; 0 leaves prefill out.</param>
    /// <param name="depth">Tokens in the cache before it.</param>
    /// <exception cref="BadInputException">The graph is no longer what was opened.</exception>
    public static IReadOnlyList<PhaseOperations> Of(ModelFolder folder, int prompt, int depth)
    {
        var nodes = ModelNodes.Read(folder).All.ToArray();
        var phases = new List<PhaseOperations>();
        if (prompt > 0)
            phases.Add(Phase(ProfilePhase.Prefill, prompt, depth));
        phases.Add(Phase(ProfilePhase.Decode, 1, depth + Math.Max(prompt, 1)));
        return phases;

        PhaseOperations Phase(string name, int tokens, int past)
        {
            var phase = new PhaseOperations(name, 1, tokens, past, folder.Info, []);
            return phase with { Operations = [.. nodes.Select(n => Operation(n, phase))] };
        }
    }

    private static ModelOperation Operation(ModelNode node, PhaseOperations phase)
    {
        var kind = OperatorTable.Find(node.Node.OpType)?.Kind ?? OperatorKind.Other;
        var g = phase.Model.Geometry;
        var place = OperatorPlace.Of(node.Node.Name, kind, node, g.Layers);
        var operation = new ModelOperation(node.Node.OpType, OperatorNames.Of(kind), OperatorNames.Of(place.Role), place.Layer)
        {
            Columns = node.Columns,
            Depth = node.Depth,
            Bytes = Weights(node, kind, phase),
        };
        if (kind == OperatorKind.Attention)
        {
            double pairs = ((double)phase.Tokens * phase.Past) + ((double)phase.Tokens * (phase.Tokens + 1) / 2);
            return operation with
            {
                Flops = 4.0 * g.Heads * g.HeadSize * pairs,
                Bytes = 2.0 * g.KvHeads * g.HeadSize * (phase.Past + phase.Tokens) * (phase.IsFloat16 ? sizeof(short) : sizeof(float)),
            };
        }

        return node is { Columns: { } n, Depth: { } k } ? operation with { Flops = 2.0 * ProductRows.Of(operation.Role, phase) * n * k } : operation;
    }

    // Of a table only the rows that are looked up; changes of form are done once, or are none.
    private static double? Weights(ModelNode node, OperatorKind kind, PhaseOperations phase) => node.StoredBytes == 0 ? null : kind switch
    {
        OperatorKind.Gather => (double)node.StoredBytes / phase.Model.Geometry.Vocabulary * phase.Rows,
        OperatorKind.MatMul or OperatorKind.Norm or OperatorKind.Elementwise => node.StoredBytes,
        _ => null,
    };
}
