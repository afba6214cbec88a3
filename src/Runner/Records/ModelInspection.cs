namespace InferBench.Runner.Records;

/// <summary>What a model stores and what running it costs, worked out from its graph without running it.</summary>
public sealed record ModelInspection
{
    /// <summary>Raised when a field changes meaning.</summary>
    public const int CurrentSchema = 1;

    /// <summary><see cref="CurrentSchema"/>.</summary>
    public required int Schema { get; init; }

    /// <summary>What the model is.</summary>
    public required ModelInfo Model { get; init; }

    /// <summary>False where a synthetic model is not made, and its recipe was inspected.</summary>
    public required bool Made { get; init; }

    /// <summary><c>shared</c> where past and present keys and values are one buffer, <c>copied</c> where each run makes a longer one.</summary>
    public required string Kv { get; init; }

    /// <summary>Type of keys and values: <c>float32</c> or <c>float16</c>.</summary>
    public required string KvType { get; init; }

    /// <summary>Bytes of keys and values of one token.</summary>
    public required long KvBytesPerToken { get; init; }

    /// <summary>Type of logits: <c>float32</c> or <c>float16</c>.</summary>
    public required string LogitsType { get; init; }

    /// <summary>Bytes of the logits of one position.</summary>
    public required long LogitsBytesPerRow { get; init; }

    /// <summary>Stored tensors by what they are for and how they are stored; together they are all that is stored.</summary>
    public required IReadOnlyList<TensorGroup> Tensors { get; init; }

    /// <summary>Bytes of weights with their scales and zero points; rotary tables and constants are not in it.</summary>
    public required long WeightBytes { get; init; }

    /// <summary>Floating-point operations of the weights for one prompt token, the output projection left out: 2 x matrix weights.</summary>
    public required long FlopsPerPrefillToken { get; init; }

    /// <summary>Floating-point operations of the output projection for one position.</summary>
    public required long FlopsPerLogits { get; init; }

    /// <summary>What one decode step must move, by depth.</summary>
    public required IReadOnlyList<DecodeStep> Decode { get; init; }

    /// <summary>What fits into given memories; null where none was asked for.</summary>
    public IReadOnlyList<MemoryFit>? Memory { get; init; }

    /// <summary>Whether every file is what it was; null where it was not asked for.</summary>
    public ModelVerification? Verification { get; init; }
}

/// <summary>Tensors of one kind that are stored in one way.</summary>
public sealed record TensorGroup
{
    /// <summary>What they are for.</summary>
    public required TensorKind Kind { get; init; }

    /// <summary>How many; a quantised tensor counts as one with its scales and zero points.</summary>
    public required int Count { get; init; }

    /// <summary>Weights in them.</summary>
    public required long Parameters { get; init; }

    /// <summary>How they are stored, such as <c>int4 blocks of 32 + float32 scales</c>.</summary>
    public required string Stored { get; init; }

    /// <summary>Bytes with scales and zero points.</summary>
    public required long Bytes { get; init; }
}

/// <summary>Bytes one decode step of one sequence must move: <see cref="Bytes"/> is the sum of the four parts before it.</summary>
public sealed record DecodeStep
{
    /// <summary>Tokens in the cache before the step.</summary>
    public required int Depth { get; init; }

    /// <summary>Every weight but an embedding of its own, read once.</summary>
    public required long WeightBytes { get; init; }

    /// <summary>One row of the embedding.</summary>
    public required long EmbeddingBytes { get; init; }

    /// <summary>Keys and values of the depth, read.</summary>
    public required long KvReadBytes { get; init; }

    /// <summary>Keys and values of one token, written.</summary>
    public required long KvWrittenBytes { get; init; }

    /// <summary>All of the above.</summary>
    public required long Bytes { get; init; }

    /// <summary>
    /// Not in <see cref="Bytes"/>: what a graph that copies its cache moves besides, the depth read and written once more.
    /// 0 where the cache is shared.
    /// </summary>
    public required long KvCopiedBytes { get; init; }
}
