namespace InferBench.Runner.Models;

/// <summary>
/// Names of one layer's KV cache in the graph. Inputs are [batch, kv heads, past, head size], outputs
/// [batch, kv heads, total, head size].
/// </summary>
public sealed record LayerCache(string PastKey, string PastValue, string PresentKey, string PresentValue);
