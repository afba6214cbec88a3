namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>A node of a graph that ran, as the runtime's profile tells.</summary>
/// <param name="Name">Its name, or what the runtime made up where it has none.</param>
/// <param name="Operator">Its operator, such as <c>MatMul</c>, without its domain.</param>
/// <param name="Provider">The execution provider whose code ran, such as <c>CPUExecutionProvider</c>.</param>
/// <param name="Microseconds">How long the call took on the host.</param>
/// <param name="OutputBytes">Bytes of its outputs; null where the profile does not say.</param>
/// <param name="LargestIntegers">
/// Elements of its largest output, where all outputs are integers or truth values; null where one is not, or the profile does not say.
/// </param>
internal sealed record ProfiledNode(string Name, string Operator, string Provider, long Microseconds, long? OutputBytes, long? LargestIntegers)
{
    /// <summary>Operators of nodes that copy a tensor.</summary>
    public const string CopyToDevice = "MemcpyFromHost", CopyToHost = "MemcpyToHost";

    /// <summary>Whether it copies a tensor from one device to another; the runtime puts such nodes between providers.</summary>
    public bool IsCopy => Operator is CopyToDevice or CopyToHost;
}
