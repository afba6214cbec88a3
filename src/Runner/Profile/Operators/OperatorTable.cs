namespace InferBench.Runner.Profile.Operators;

/// <summary>How the bytes of an operator are counted.</summary>
internal enum ByteRule
{
    /// <summary>Every input is read once and every output written once.</summary>
    All,

    /// <summary>What comes out is read and written; the rest of the input stays where it is.</summary>
    Selected,

    /// <summary>The output alone.</summary>
    Outputs,

    /// <summary>Whether the runtime copies or only looks at the same bytes in another way is not known.</summary>
    Unknown,

    /// <summary>A formula of its own.</summary>
    Own,
}

/// <summary>An operator by its formula.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="PerElement">
/// Operations for each element of the first output; for reductions, of the first input. Null for a formula of its own.
/// </param>
/// <param name="Bytes">How its bytes are counted.</param>
internal sealed record KnownOperator(OperatorKind Kind, int? PerElement, ByteRule Bytes = ByteRule.All);

/// <summary>
/// The operators that occur in Llama-class graphs and in what ONNX Runtime makes of them, with the operations of each as the
/// definitions of ONNX and of ONNX Runtime's contrib operators write them down. An operation is an addition, a multiplication,
/// a division, a root, or one exponential, tangent, sine or error function, whatever the type; a comparison or a choice is none.
/// </summary>
internal static class OperatorTable
{
    private static readonly Dictionary<string, KnownOperator> Known = new(StringComparer.Ordinal);

    static OperatorTable()
    {
        Add(OperatorKind.MatMul, null, ByteRule.Own, "MatMul", "FusedMatMul", "Gemm", "FusedGemm", "TransposeMatMul", "MatMulNBits", "MatMulBnb4", "MatMulInteger", "MatMulIntegerToFloat", "DynamicQuantizeMatMul", "QLinearMatMul", "QGemm", "GemmFloat8");
        Add(OperatorKind.Attention, null, ByteRule.Own, "GroupQueryAttention", "MultiHeadAttention");
        // Square, sum, product with the inverse root, product with the weight; the sum with the residual is one more.
        Add(OperatorKind.Norm, 4, ByteRule.All, "SimplifiedLayerNormalization", "RMSNormalization");
        Add(OperatorKind.Norm, 5, ByteRule.All, "SkipSimplifiedLayerNormalization");
        // Sum and difference from the mean, and a bias, on top of that.
        Add(OperatorKind.Norm, 7, ByteRule.All, "LayerNormalization");
        Add(OperatorKind.Norm, 8, ByteRule.All, "SkipLayerNormalization");
        Add(OperatorKind.Elementwise, 1, ByteRule.All, "Add", "Sub", "Mul", "Div", "Mod", "Neg", "Abs", "Sqrt", "Reciprocal", "Pow", "Exp", "Log", "Tanh", "Erf", "Sin", "Cos", "Sigmoid", "Floor", "Ceil", "Round");
        Add(OperatorKind.Elementwise, 0, ByteRule.All, "Relu", "Clip", "Min", "Max", "Where", "Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual", "And", "Or", "Not", "IsNaN", "Trilu");
        Add(OperatorKind.Elementwise, 2, ByteRule.All, "Swish", "Silu");
        Add(OperatorKind.Elementwise, 3, ByteRule.All, "QuickGelu");
        // x / sqrt(2), erf, + 1, * x, / 2.
        Add(OperatorKind.Elementwise, 5, ByteRule.All, "Gelu");
        Add(OperatorKind.Elementwise, 6, ByteRule.All, "BiasGelu");
        // Difference from the greatest, exponential, sum, division.
        Add(OperatorKind.Reduction, 4, ByteRule.All, "Softmax", "LogSoftmax");
        Add(OperatorKind.Reduction, 1, ByteRule.All, "ReduceSum", "ReduceMean", "ReduceProd", "CumSum");
        Add(OperatorKind.Reduction, 2, ByteRule.All, "ReduceSumSquare");
        Add(OperatorKind.Reduction, 0, ByteRule.All, "ReduceMax", "ReduceMin", "ArgMax", "ArgMin");
        // A pair becomes (a cos - b sin, a sin + b cos): six operations for two elements.
        Add(OperatorKind.Rotary, 3, ByteRule.Own, "RotaryEmbedding");
        Add(OperatorKind.Gather, 0, ByteRule.Own, "Gather");
        // (q - zero point) * scale.
        Add(OperatorKind.Gather, 2, ByteRule.Own, "GatherBlockQuantized");
        Add(OperatorKind.Quantize, 2, ByteRule.All, "DynamicQuantizeLinear", "QuantizeLinear", "DequantizeLinear");
        Add(OperatorKind.Copy, 0, ByteRule.All, "Cast", "CastLike", "Transpose", "Concat", "Split", "Expand", "Tile", "Pad", "MemcpyToHost", "MemcpyFromHost");
        Add(OperatorKind.Copy, 0, ByteRule.Selected, "Slice", "GatherND", "GatherElements");
        Add(OperatorKind.Shape, 0, ByteRule.Unknown, "Reshape", "Squeeze", "Unsqueeze", "Flatten", "Identity");
        Add(OperatorKind.Shape, 0, ByteRule.Outputs, "Shape", "Size", "Range", "ConstantOfShape", "Constant");
        Add(OperatorKind.ControlFlow, null, ByteRule.Own, "If", "Loop", "Scan");
    }

    /// <summary>An operator by its name without a domain; null for one that is not known.</summary>
    public static KnownOperator? Find(string op) => Known.GetValueOrDefault(op);

    private static void Add(OperatorKind kind, int? perElement, ByteRule bytes, params string[] names)
    {
        foreach (string name in names)
            Known.Add(name, new(kind, perElement, bytes));
    }
}
