using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models.Inspection;

/// <summary>A weight and what it is for.</summary>
internal sealed record ClassifiedWeight(TensorKind Kind, StoredWeight Weight, long Bytes);

/// <summary>
/// Tells what each stored tensor is for by the operators that take it; by names only where that says nothing. Every tensor
/// is counted once, for the first use that is found.
/// </summary>
internal sealed class TensorClassifier
{
    private readonly DataFlow flow;
    private readonly Dictionary<NodeProto, Product> products = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<NodeProto, TensorKind> kinds = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> claimed = [];
    private readonly List<ClassifiedWeight> weights = [];

    public TensorClassifier(DataFlow flow, GraphInterface face)
    {
        this.flow = flow;
        ClaimRotaryTables(face.PositionIds);
        foreach (NodeProto node in flow.Nodes)
        {
            if (Product.Of(flow, node) is { } product && !claimed.Contains(product.Weight.Name))
                products.Add(node, product);
        }

        foreach (NodeProto node in flow.Before([face.Logits], products.ContainsKey))
            kinds.TryAdd(node, TensorKind.OutputProjection);
        KindsAround(OperatorKinds.IsAttention, TensorKind.Attention);
        KindsAround(OperatorKinds.IsActivation, TensorKind.FeedForward);
        foreach ((NodeProto node, Product product) in products)
        {
            if (!kinds.ContainsKey(node))
                kinds.Add(node, NameKinds.OfProduct($"{node.Name} {product.Weight.Name}"));
            Claim(kinds[node], product.Weight);
            Claim(kinds[node], product.Bias);
        }

        Embeddings = [.. EmbeddingReader.Read(flow, face.InputIds)];
        foreach (StoredWeight embedding in Embeddings)
            Claim(TensorKind.Embedding, embedding);
        foreach ((TensorKind kind, string value) in flow.Nodes.SelectMany(n => OperatorKinds.Weights(flow, n)))
            Claim(kind, StoredWeight.Behind(flow, value));
        ClaimRest();
    }

    /// <summary>All that is stored, each once.</summary>
    public IReadOnlyList<ClassifiedWeight> Weights => weights;

    /// <summary>What token ids are looked up in; the matrix of the output projection where the two are one.</summary>
    public IReadOnlyList<StoredWeight> Embeddings { get; }

    /// <summary>Weights that products of these kinds multiply with, once for each product.</summary>
    public long Multiplied(Predicate<TensorKind> kind) =>
        products.Where(p => kind(kinds[p.Key])).Aggregate(0L, (sum, p) => checked(sum + p.Value.Weight.Parameters));

    /// <summary>The first products after an operator write its result back; the first ones before those feed it.</summary>
    private void KindsAround(Predicate<NodeProto> isCore, TensorKind kind)
    {
        foreach (NodeProto core in flow.Nodes.Where(n => isCore(n)))
        {
            if (products.ContainsKey(core))
                kinds.TryAdd(core, kind);
            foreach (NodeProto after in flow.After(core.Output, products.ContainsKey).ToArray())
            {
                if (!kinds.TryAdd(after, kind) && kinds[after] != kind)
                    continue;
                foreach (NodeProto before in flow.Before([products[after].Input], products.ContainsKey))
                    kinds.TryAdd(before, kind);
            }
        }
    }

    private void ClaimRotaryTables(string? positions)
    {
        foreach (NodeProto node in flow.Nodes)
        {
            IEnumerable<string> values = node.OpType is "Cos" or "Sin"
                ? flow.Before(node.Input, n => n.Input.Any(IsTable)).Append(node).SelectMany(n => n.Input)
                : OperatorKinds.RotaryTables(node, positions);
            foreach (string value in values.Where(IsTable).ToArray())
                Claim(TensorKind.RotaryTable, StoredWeight.Of(flow.Tensor(value)!));
        }

        bool IsTable(string value) => flow.Tensor(value) is { IsFloat: true, Elements: > 1 };
    }

    private void ClaimRest()
    {
        foreach (GraphTensor tensor in flow.Tensors.Where(t => !claimed.Contains(t.Name)).ToArray())
        {
            TensorKind kind = tensor is { IsFloat: true, Elements: > 1 } ? NameKinds.OfTensor(tensor.Name) : TensorKind.Constant;
            Claim(kind, StoredWeight.Of(tensor) with { Parameters = kind is TensorKind.Constant ? 0 : tensor.Elements });
        }
    }

    private void Claim(TensorKind kind, StoredWeight? weight)
    {
        if (weight is null || claimed.Contains(weight.Name))
            return;
        long bytes = weight.Parts.Where(claimed.Add).Aggregate(0L, (sum, part) => checked(sum + flow.Tensor(part)!.Bytes));
        weights.Add(new(kind, kind == TensorKind.RotaryTable ? weight with { Parameters = 0 } : weight, bytes));
    }
}
