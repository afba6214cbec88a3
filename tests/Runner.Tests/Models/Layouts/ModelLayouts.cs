using InferBench.Runner.Models;
using InferBench.Runner.Models.Onnx;

namespace InferBench.Runner.Tests.Models.Layouts;

/// <summary>
/// Folders with one model each, laid out in every way that is read. All have the weights of <see cref="TinyPresets"/>'
/// recipes, float32 unless the name says otherwise. Each maker makes the folder it is given.
/// </summary>
internal static class ModelLayouts
{
    private const string Graph = "model.onnx", Data = "model.onnx_data";

    /// <summary>onnxruntime-genai as this program makes it, without the manifest: one projection in attention.</summary>
    public static void GenAiPacked(string folder, Preset preset) => GenAi(SourceModel.Graph(preset, Precision.Fp32), folder, preset);

    /// <summary>onnxruntime-genai, three projections in attention.</summary>
    public static void GenAiSeparate(string folder, Preset preset) =>
        GenAi(SourceModel.Graph(preset, Precision.Fp32).SplitProjections(preset), folder, preset);

    /// <summary>onnxruntime-genai, three projections with biases (of zero).</summary>
    public static void GenAiBiased(string folder, Preset preset) =>
        GenAi(SourceModel.Graph(preset, Precision.Fp32).SplitProjections(preset, biases: true), folder, preset);

    /// <summary>onnxruntime-genai, the head size a symbol.</summary>
    public static void GenAiSymbolic(string folder, Preset preset) =>
        GenAi(SourceModel.Graph(preset, Precision.Fp32).SymbolicHeadSize(), folder, preset);

    /// <summary>onnxruntime-genai, inputs and outputs in no order, logits for every position.</summary>
    public static void GenAiShuffled(string folder, Preset preset) =>
        GenAi(SourceModel.Graph(preset, Precision.Fp32, LogitsScope.All).ShuffleValues(), folder, preset);

    /// <summary>onnxruntime-genai, weights in three files.</summary>
    public static void GenAiSeveralFiles(string folder, Preset preset)
    {
        SourceModel.Graph(preset, Precision.Fp32).Save(Path.Combine(folder, Graph), Data, $"{Data}_1", $"{Data}_2");
        ConfigFile.WriteGenAi(folder, preset);
    }

    /// <summary>onnxruntime-genai, float16 throughout.</summary>
    public static void GenAiFloat16(string folder, Preset preset) => GenAi(SourceModel.Graph(preset, Precision.Fp32).Halve(), folder, preset);

    /// <summary>onnxruntime-genai, float16 but for its logits.</summary>
    public static void GenAiFloat32Logits(string folder, Preset preset) =>
        GenAi(SourceModel.Graph(preset, Precision.Fp32).Halve(logits: false), folder, preset);

    /// <summary>onnxruntime-genai, float16 but for cache and logits: past and present cannot be one buffer.</summary>
    public static void GenAiFloat32Cache(string folder, Preset preset) =>
        GenAi(SourceModel.Graph(preset, Precision.Fp32).Halve(cache: false, logits: false), folder, preset);

    /// <summary>optimum: standard operators, config.json.</summary>
    public static void Optimum(string folder, Preset preset)
    {
        Plain(preset).Save(Path.Combine(folder, Graph), Data);
        ConfigFile.Write(folder, preset);
    }

    /// <summary>optimum, float16.</summary>
    public static void OptimumFloat16(string folder, Preset preset)
    {
        Plain(preset, ElementType.Float16).Save(Path.Combine(folder, Graph), Data);
        ConfigFile.Write(folder, preset);
    }

    /// <summary>optimum, merged: one branch for the prompt and one for what follows.</summary>
    public static void OptimumMerged(string folder, Preset preset)
    {
        MergedLlama.Make(preset).Save(Path.Combine(folder, "decoder_model_merged.onnx"), "decoder_model_merged.onnx_data");
        ConfigFile.Write(folder, preset);
    }

    /// <summary>
    /// onnx-community: model (standard operators), model_fp16, model_q4 (num_logits_to_keep), model_q4f16 (float32 logits)
    /// and model_quantized (dynamic) in onnx/, with config.json above.
    /// </summary>
    public static void OnnxCommunity(string folder, Preset preset)
    {
        Save(Plain(preset), "");
        Save(SourceModel.Graph(preset, Precision.Fp32, LogitsScope.All).LogitsToKeep(scalar: false).Halve(), "_fp16");
        Save(SourceModel.Graph(preset, Precision.Int4, LogitsScope.All).LogitsToKeep(), "_q4");
        Save(SourceModel.Graph(preset, Precision.Int4, LogitsScope.All).LogitsToKeep().Halve(logits: false), "_q4f16");
        Save(Plain(preset).QuantizeDynamically(), "_quantized");
        ConfigFile.Write(folder, preset);

        void Save(TensorGraph model, string suffix) =>
            model.Save(Path.Combine(folder, "onnx", $"model{suffix}.onnx"), $"model{suffix}.onnx_data");
    }

    /// <summary>A graph with its weights inside and nothing beside it: model.onnx in the folder.</summary>
    public static void GraphAlone(string folder, Preset preset) => SourceModel.Graph(preset, Precision.Fp32).Save(Path.Combine(folder, Graph));

    private static TensorGraph Plain(Preset preset, ElementType type = ElementType.Float32)
    {
        TensorGraph model = TensorGraph.Empty(opset: 17);
        PlainWeights.Copy(SourceModel.Graph(preset, Precision.Fp32), preset, model, type);
        PlainLlama.AddInputs(model.Graph, preset.Geometry, type);
        PlainLlama.AddOutputs(model.Graph, preset.Geometry, type);
        new PlainLlama(preset, type, model.Graph).Write();
        return model;
    }

    private static void GenAi(TensorGraph model, string folder, Preset preset)
    {
        model.Save(Path.Combine(folder, Graph), $"{Graph}.data");
        ConfigFile.WriteGenAi(folder, preset);
    }
}
