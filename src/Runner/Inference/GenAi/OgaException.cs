namespace InferBench.Runner.Inference.GenAi;

/// <summary>onnxruntime-genai refused or failed: its own text, on one line. It has no error codes.</summary>
public sealed class OgaException : EngineException
{
    internal OgaException(string text)
        : base($"onnxruntime-genai: {text}", text)
    {
    }
}
