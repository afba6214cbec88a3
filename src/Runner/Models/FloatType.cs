namespace InferBench.Runner.Models;

/// <summary>Type of activations, of the KV cache or of logits.</summary>
public enum FloatType
{
    Float32,
    Float16,
}

/// <summary>Sizes of <see cref="FloatType"/>.</summary>
public static class FloatTypes
{
    /// <summary>Bytes of one element.</summary>
    public static int Bytes(this FloatType type) => type == FloatType.Float32 ? 4 : 2;
}
