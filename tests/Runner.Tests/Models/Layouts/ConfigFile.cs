using System.Globalization;
using System.Text.Json;
using InferBench.Runner.Models;

namespace InferBench.Runner.Tests.Models.Layouts;

/// <summary>The config.json that comes with a model's weights.</summary>
internal static class ConfigFile
{
    public static void Write(string folder, Preset preset)
    {
        var g = preset.Geometry;
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), string.Create(CultureInfo.InvariantCulture, $$"""
            {
              "architectures": ["LlamaForCausalLM"],
              "model_type": "llama",
              "bos_token_id": {{preset.BosToken}},
              "eos_token_id": {{preset.EosToken}},
              "pad_token_id": null,
              "head_dim": {{g.HeadSize}},
              "hidden_size": {{g.Hidden}},
              "intermediate_size": {{g.Intermediate}},
              "max_position_embeddings": {{g.Positions}},
              "num_attention_heads": {{g.Heads}},
              "num_hidden_layers": {{g.Layers}},
              "num_key_value_heads": {{g.KvHeads}},
              "rms_norm_eps": {{preset.NormEpsilon}},
              "rope_theta": {{preset.RopeTheta}},
              "tie_word_embeddings": {{(g.TiedEmbeddings ? "true" : "false")}},
              "vocab_size": {{g.Vocabulary}}
            }

            """));
    }

    /// <summary>The genai_config.json of a graph file.</summary>
    public static void WriteGenAi(string folder, Preset preset, string graphFile = "model.onnx") => File.WriteAllText(
        Path.Combine(folder, GenAiConfig.FileName),
        JsonSerializer.Serialize(GenAiConfig.For(preset, graphFile), ModelJson.Indented.GenAiConfig));
}
