using InferBench.Runner.Inference;
using InferBench.Runner.Inference.GenAi;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Records;

namespace InferBench.Runner.Workloads;

/// <summary>Turns texts into token ids by onnxruntime-genai's tokenizer.</summary>
public static class TextTokenizer
{
    /// <param name="folder">Folder of the tokenizer's files and a genai_config.json.</param>
    /// <param name="utf8">The text.</param>
    public static TokenizedText Run(string folder, byte[] utf8)
    {
        try
        {
            using var config = new OgaConfig(OgaLibrary.Load(OrtLibrary.Load()), folder);
            using var tokenizer = new OgaTokenizer(config);
            return new(Ids: tokenizer.Encode(utf8));
        }
        catch (Exception e) when (e is BadInputException or EngineException)
        {
            return new(Refused: OneLine.Of(e.Message, 1000));
        }
    }
}
