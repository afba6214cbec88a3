namespace InferBench.Runner.Worker.Wire;

/// <summary>What came over the wire is not what the other side sends.</summary>
public sealed class WireException : Exception
{
    public WireException(string message)
        : base(message)
    {
    }

    public WireException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
