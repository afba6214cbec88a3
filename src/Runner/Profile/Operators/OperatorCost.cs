namespace InferBench.Runner.Profile.Operators;

/// <summary>What one call of a node must compute and move at least; null where there is no formula, and never zero for that.</summary>
/// <param name="Operations">Floating-point operations, or integer ones in their place.</param>
/// <param name="WeightBytes">Stored weights read, with their scales and zero points; of a table the rows that were looked up.</param>
/// <param name="CacheBytes">Keys and values: those of the past read, those of new tokens written.</param>
/// <param name="ActivationBytes">Everything else that is read and written, each tensor once.</param>
internal sealed record OperatorCost(long? Operations, long? WeightBytes, long? CacheBytes, long? ActivationBytes)
{
    public static OperatorCost Unknown { get; } = new(null, null, null, null);

    /// <summary>All bytes; null where a part of them is not known.</summary>
    public long? Bytes => WeightBytes + CacheBytes + ActivationBytes;
}
