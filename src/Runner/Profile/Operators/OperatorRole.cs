namespace InferBench.Runner.Profile.Operators;

/// <summary>What a node is for in a Llama-class model.</summary>
internal enum OperatorRole
{
    /// <summary>Looking token ids up.</summary>
    Embedding,

    /// <summary>What all layers take of the attention mask.</summary>
    Mask,

    /// <summary>Norms, with the sum of the residual that is part of some.</summary>
    Norm,

    /// <summary>Queries, keys and values in one product.</summary>
    Qkv,

    Query,
    Key,
    Value,

    /// <summary>Rotation of queries and keys.</summary>
    Rotary,

    /// <summary>Scores, softmax, sums of values, and what is between.</summary>
    Attention,

    /// <summary>The product after attention.</summary>
    AttentionOutput,

    /// <summary>Gate and up in one product.</summary>
    GateUp,

    Gate,
    Up,
    Down,

    /// <summary>Activation and gating of the feed-forward block.</summary>
    FeedForward,

    /// <summary>The output projection, and the choice of positions before it.</summary>
    LmHead,

    /// <summary>Neither name nor weight tells.</summary>
    Other,
}
