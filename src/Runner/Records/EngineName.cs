namespace InferBench.Runner.Records;

/// <summary>Engines that run models, as cases name them.</summary>
public static class EngineName
{
    /// <summary>Our generation loop on ONNX Runtime.</summary>
    public const string Ort = "ort";

    /// <summary>onnxruntime-genai's own loop.</summary>
    public const string GenAi = "genai";
}
