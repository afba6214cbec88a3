using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>Reads the part of genai_config.json that is used here. Members that are absent have their default names.</summary>
internal static class GenAiConfigReader
{
    /// <exception cref="BadInputException">Not JSON, without a decoder, or with a value that cannot be used.</exception>
    public static GenAiConfig Read(string path) => JsonMember.ReadFile(path, Config);

    private static GenAiConfig Config(JsonMember root)
    {
        if (root.Object("model") is not { } model || model.Object("decoder") is not { } decoder)
            throw new BadInputException($"{root.File}: has no model.decoder");
        return new GenAiConfig
        {
            Model = new GenAiModel
            {
                ContextLength = model.Count("context_length"),
                VocabSize = model.Count("vocab_size"),
                Decoder = Decoder(decoder),
            },
        };
    }

    private static GenAiDecoder Decoder(JsonMember decoder)
    {
        GenAiDecoder defaults = new();
        return new GenAiDecoder
        {
            Filename = decoder.Text("filename", defaults.Filename),
            HeadSize = decoder.Count("head_size"),
            HiddenSize = decoder.Count("hidden_size"),
            NumAttentionHeads = decoder.Count("num_attention_heads"),
            NumHiddenLayers = decoder.Count("num_hidden_layers"),
            NumKeyValueHeads = decoder.Count("num_key_value_heads"),
            Inputs = decoder.Object("inputs") is { } inputs ? Inputs(inputs, defaults.Inputs) : defaults.Inputs,
            Outputs = decoder.Object("outputs") is { } outputs ? Outputs(outputs, defaults.Outputs) : defaults.Outputs,
        };
    }

    private static GenAiInputs Inputs(JsonMember inputs, GenAiInputs defaults) => new()
    {
        InputIds = inputs.Text("input_ids", defaults.InputIds),
        AttentionMask = inputs.Text("attention_mask", defaults.AttentionMask),
        PositionIds = inputs.Text("position_ids", GraphNames.PositionIds),
        PastKeyNames = inputs.Text("past_key_names", defaults.PastKeyNames),
        PastValueNames = inputs.Text("past_value_names", defaults.PastValueNames),
    };

    private static GenAiOutputs Outputs(JsonMember outputs, GenAiOutputs defaults) => new()
    {
        Logits = outputs.Text("logits", defaults.Logits),
        PresentKeyNames = outputs.Text("present_key_names", defaults.PresentKeyNames),
        PresentValueNames = outputs.Text("present_value_names", defaults.PresentValueNames),
    };
}
