namespace InferBench.Runner.Inference.OnnxRuntime.Trace;

/// <summary>How a node was called: what all its calls of the same shapes have in common.</summary>
internal sealed record TracedCall
{
    /// <summary>The node's name, or what the runtime made up where it has none, or where it fused several.</summary>
    public required string Name { get; init; }

    /// <summary>Its operator, such as <c>MatMul</c>, without its domain.</summary>
    public required string Operator { get; init; }

    /// <summary>The execution provider whose code ran.</summary>
    public required string Provider { get; init; }

    /// <summary>Its place in the graph that ran, which is not the file's; null where the trace does not say.</summary>
    public int? NodeIndex { get; init; }

    /// <summary>
    /// What it took, without inputs that are left out, and without weights that the runtime packed anew as it loaded the model;
    /// empty where the trace does not say.
    /// </summary>
    public required IReadOnlyList<TracedTensor> Inputs { get; init; }

    /// <summary>What it gave, without outputs that are left out; empty where the trace does not say.</summary>
    public required IReadOnlyList<TracedTensor> Outputs { get; init; }

    /// <summary>Bytes of the inputs that are no constants; null where the trace does not say.</summary>
    public long? ActivationBytes { get; init; }

    /// <summary>Bytes of the constant inputs, without weights that were packed anew; null where the trace does not say.</summary>
    public long? ParameterBytes { get; init; }

    /// <summary>Bytes of the outputs; null where the trace does not say.</summary>
    public long? OutputBytes { get; init; }
}
