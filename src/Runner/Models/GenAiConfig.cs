using System.Text.Json;

namespace InferBench.Runner.Models;

/// <summary>genai_config.json: the part that is written here; <see cref="GenAiConfigReader"/> fills what it reads.</summary>
internal sealed record GenAiConfig
{
    public const string FileName = "genai_config.json";

    public required GenAiModel Model { get; init; }

    public GenAiSearch? Search { get; init; }

    /// <summary>The config of a synthetic model whose graph is <paramref name="graphFile"/>.</summary>
    public static GenAiConfig For(Preset preset, string graphFile) => new()
    {
        Model = new GenAiModel
        {
            BosTokenId = preset.BosToken,
            EosTokenId = JsonSerializer.SerializeToElement(preset.EosToken, ModelJson.Indented.Int32),
            PadTokenId = preset.EosToken,
            ContextLength = preset.Geometry.Positions,
            VocabSize = preset.Geometry.Vocabulary,
            Decoder = new GenAiDecoder
            {
                SessionOptions = new GenAiSessionOptions { LogId = "onnxruntime-genai", ProviderOptions = [] },
                Filename = graphFile,
                HeadSize = preset.Geometry.HeadSize,
                HiddenSize = preset.Geometry.Hidden,
                NumAttentionHeads = preset.Geometry.Heads,
                NumHiddenLayers = preset.Geometry.Layers,
                NumKeyValueHeads = preset.Geometry.KvHeads,
            },
        },
        Search = new GenAiSearch { MaxLength = preset.Geometry.Positions },
    };

    /// <summary>What it says of the model's shape.</summary>
    /// <param name="path">The file it was read from.</param>
    public DeclaredGeometry Declared(string path) => new(path)
    {
        Layers = Number("num_hidden_layers", Model.Decoder.NumHiddenLayers),
        Hidden = Number("hidden_size", Model.Decoder.HiddenSize),
        Heads = Number("num_attention_heads", Model.Decoder.NumAttentionHeads),
        KvHeads = Number("num_key_value_heads", Model.Decoder.NumKeyValueHeads),
        HeadSize = Number("head_size", Model.Decoder.HeadSize),
        Vocabulary = Number("vocab_size", Model.VocabSize),
        Positions = Number("context_length", Model.ContextLength),
    };

    private static DeclaredNumber? Number(string key, int? value) => DeclaredNumber.Of(key, value);
}

internal sealed record GenAiModel
{
    public string Type { get; init; } = "llama";

    public int? BosTokenId { get; init; }

    /// <summary>One id or an array of ids.</summary>
    public JsonElement? EosTokenId { get; init; }

    public int? PadTokenId { get; init; }

    public int? ContextLength { get; init; }

    public int? VocabSize { get; init; }

    public required GenAiDecoder Decoder { get; init; }
}

internal sealed record GenAiDecoder
{
    public GenAiSessionOptions? SessionOptions { get; init; }

    public string Filename { get; init; } = "model.onnx";

    public int? HeadSize { get; init; }

    public int? HiddenSize { get; init; }

    public int? NumAttentionHeads { get; init; }

    public int? NumHiddenLayers { get; init; }

    public int? NumKeyValueHeads { get; init; }

    public GenAiInputs Inputs { get; init; } = new();

    public GenAiOutputs Outputs { get; init; } = new();
}

internal sealed record GenAiSessionOptions
{
    public string? LogId { get; init; }

    public IReadOnlyList<JsonElement>? ProviderOptions { get; init; }
}

/// <summary>Names of the graph's inputs; %d stands for the layer.</summary>
internal sealed record GenAiInputs
{
    public string InputIds { get; init; } = "input_ids";

    public string AttentionMask { get; init; } = "attention_mask";

    /// <summary>Null in what is written: graphs of this program have no such input.</summary>
    public string? PositionIds { get; init; }

    public string PastKeyNames { get; init; } = "past_key_values.%d.key";

    public string PastValueNames { get; init; } = "past_key_values.%d.value";
}

/// <summary>Names of the graph's outputs; %d stands for the layer.</summary>
internal sealed record GenAiOutputs
{
    public string Logits { get; init; } = "logits";

    public string PresentKeyNames { get; init; } = "present.%d.key";

    public string PresentValueNames { get; init; } = "present.%d.value";
}

/// <summary>How onnxruntime-genai generates unless told otherwise: greedy, past and present in one buffer.</summary>
internal sealed record GenAiSearch
{
    public bool DoSample { get; init; }

    public int MinLength { get; init; }

    public int MaxLength { get; init; }

    public int NumBeams { get; init; } = 1;

    public int NumReturnSequences { get; init; } = 1;

    public bool PastPresentShareBuffer { get; init; } = true;
}
