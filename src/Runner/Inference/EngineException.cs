namespace InferBench.Runner.Inference;

/// <summary>An engine's native library refused or failed, on one line.</summary>
public abstract class EngineException : Exception
{
    private protected EngineException(string message, string text, Exception? inner = null)
        : base(message, inner) => Text = text;

    /// <summary>The library's own message.</summary>
    public string Text { get; }

    /// <summary>Whether memory ran out. There is no code for it: ONNX Runtime's arena and the C++ library say it in these words.</summary>
    public bool IsOutOfMemory =>
        Text.Contains("Failed to allocate memory", StringComparison.Ordinal) || Text.Contains("bad_alloc", StringComparison.Ordinal);
}
