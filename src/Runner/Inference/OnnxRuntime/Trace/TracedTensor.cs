namespace InferBench.Runner.Inference.OnnxRuntime.Trace;

/// <summary>Type and shape of a tensor that a node took or gave.</summary>
/// <param name="Type">Its elements' type as the runtime writes it, such as <c>float</c> or <c>int64</c>.</param>
/// <param name="Dimensions">Its shape; empty for a scalar.</param>
internal sealed record TracedTensor(string Type, IReadOnlyList<long> Dimensions)
{
    /// <summary>Elements in it; a reader lets no more through than fit.</summary>
    public long Elements { get; } = Dimensions.Aggregate(1L, (product, dimension) => checked(product * dimension));

    /// <summary>Bytes of one element; null for types that are not known here.</summary>
    public int? ElementBytes => Type switch
    {
        "float" or "int32" or "uint32" => 4,
        "float16" or "bfloat16" or "int16" or "uint16" => 2,
        "int8" or "uint8" or "bool" => 1,
        "double" or "int64" or "uint64" => 8,
        _ => null,
    };
}
