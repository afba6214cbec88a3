namespace InferBench.Runner.Records;

/// <summary>What a stored tensor is for, told by the operators that take it.</summary>
public enum TensorKind
{
    /// <summary>Looked up by token ids.</summary>
    Embedding,

    /// <summary>Projections to queries, keys and values, and from the attended values back.</summary>
    Attention,

    /// <summary>Projections around the activation function of a layer.</summary>
    FeedForward,

    /// <summary>Weights of norms.</summary>
    Norm,

    /// <summary>The projection that makes the logits; the embedding as well, where the two are one matrix.</summary>
    OutputProjection,

    /// <summary>Tables or frequencies of the rotary embedding; not counted as weights.</summary>
    RotaryTable,

    /// <summary>Weights whose purpose could not be told.</summary>
    Other,

    /// <summary>Shapes, indices, masks of integers and single numbers; not counted as weights.</summary>
    Constant,
}
