namespace InferBench.Runner.Models;

/// <summary>What a config file says of a model's shape; null where it says nothing.</summary>
/// <param name="File">The config file.</param>
internal sealed record DeclaredGeometry(string File)
{
    public DeclaredNumber? Layers { get; init; }

    public DeclaredNumber? Hidden { get; init; }

    public DeclaredNumber? Intermediate { get; init; }

    public DeclaredNumber? Heads { get; init; }

    public DeclaredNumber? KvHeads { get; init; }

    public DeclaredNumber? HeadSize { get; init; }

    public DeclaredNumber? Vocabulary { get; init; }

    public DeclaredNumber? Positions { get; init; }

    /// <summary>Whether the embedding and the output projection are one matrix.</summary>
    public bool? TiedEmbeddings { get; init; }
}

/// <summary>A number of a config file.</summary>
/// <param name="Key">Its name there.</param>
/// <param name="Value">Above zero.</param>
internal sealed record DeclaredNumber(string Key, int Value)
{
    public static DeclaredNumber? Of(string key, int? value) => value is { } number ? new(key, number) : null;
}
