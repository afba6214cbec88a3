namespace InferBench.Runner.Profile.Operators;

/// <summary>What an operator does.</summary>
internal enum OperatorKind
{
    /// <summary>Products of matrices, quantised ones too.</summary>
    MatMul,

    /// <summary>Attention in one operator: scores, their softmax, and the sum of values.</summary>
    Attention,

    /// <summary>Norms of rows, with what is added before.</summary>
    Norm,

    /// <summary>Arithmetic on each element for itself.</summary>
    Elementwise,

    /// <summary>Sums, softmax and the like along an axis.</summary>
    Reduction,

    /// <summary>Rotation of queries and keys by their position.</summary>
    Rotary,

    /// <summary>Rows looked up in a table.</summary>
    Gather,

    /// <summary>Activations to and from integers.</summary>
    Quantize,

    /// <summary>Elements moved or converted, and not computed with.</summary>
    Copy,

    /// <summary>Work on shapes alone.</summary>
    Shape,

    /// <summary>Choice of a graph inside the graph; its nodes are told apart.</summary>
    ControlFlow,

    /// <summary>An operator that is not known here.</summary>
    Other,
}
