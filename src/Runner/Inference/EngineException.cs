namespace InferBench.Runner.Inference;

/// <summary>An engine's native library refused or failed, on one line.</summary>
public abstract class EngineException : Exception
{
    private static readonly string[] Words = ["Failed to allocate memory", "bad_alloc", "out of memory"];

    private protected EngineException(string message, string text, Exception? inner = null)
        : base(message, inner) => Text = text;

    /// <summary>The library's own message.</summary>
    public string Text { get; }

    /// <summary>Whether memory ran out. There is no code for it: ONNX Runtime's arena, the C++ library and CUDA say it in these words.</summary>
    public bool IsOutOfMemory => Words.Any(word => Text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
