using InferBench.Runner.Inference;
using InferBench.Runner.Inference.GenAi;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Records;

namespace InferBench.Runner.Workloads;

/// <summary>What became of a text: its token ids, or why there are none.</summary>
/// <param name="Ids">The ids; null where there are none.</param>
/// <param name="Refused">Why; null where there are ids.</param>
public sealed record TokenizedText(int[]? Ids = null, string? Refused = null);

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
