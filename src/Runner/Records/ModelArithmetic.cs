namespace InferBench.Runner.Records;

/// <summary>Types of arithmetic that a model's products may use, by which the peak they are held against is chosen.</summary>
public static class ModelArithmetic
{
    private const string Float32 = "fp32", Float16Tensor = "fp16-tensor";

    /// <summary>All that models on GPUs are held against.</summary>
    public static IReadOnlyList<string> OfGpus { get; } = [Float32, Float16Tensor];

    /// <summary>
    /// float32, and for quantised weights bytes too: a runtime may turn activations to bytes or weights to floats, and the higher peak
    /// is the one to hold it to. A model of unknown precision may be quantised. On a GPU activations in float16 go through tensor cores,
    /// whatever the weights were stored as.
    /// </summary>
    public static IReadOnlyList<string> Of(RunRecord record) =>
        record.Case.Device != "cpu" ? record.Model?.Precision?.EndsWith("16", StringComparison.Ordinal) == true ? [Float16Tensor] : [Float32]
        : record.Model is not { Precision: { } precision } || precision.StartsWith("int", StringComparison.Ordinal) ? [Float32, "int8"] : [Float32];
}
