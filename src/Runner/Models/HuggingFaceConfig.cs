using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>config.json as transformers writes it beside a model's weights and optimum beside a graph.</summary>
internal static class HuggingFaceConfig
{
    public const string FileName = "config.json";

    /// <exception cref="BadInputException">Not JSON, or with a value that cannot be used.</exception>
    public static DeclaredGeometry Read(string path) => JsonMember.ReadFile(path, root => new DeclaredGeometry(path)
    {
        Layers = Number(root, "num_hidden_layers"),
        Hidden = Number(root, "hidden_size"),
        Intermediate = Number(root, "intermediate_size"),
        Heads = Number(root, "num_attention_heads"),
        KvHeads = Number(root, "num_key_value_heads"),
        HeadSize = Number(root, "head_dim"),
        Vocabulary = Number(root, "vocab_size"),
        Positions = Number(root, "max_position_embeddings"),
        TiedEmbeddings = root.Flag("tie_word_embeddings"),
    });

    // transformers writes null for what has its default.
    private static DeclaredNumber? Number(JsonMember root, string key) => DeclaredNumber.Of(key, root.CountOrNull(key));
}
