namespace InferBench.Runner.Records;

/// <summary>
/// Which models are variants of one: of one geometry and, where synthetic, preset and seed of the weights; else graphs of one
/// folder.
/// </summary>
public static class ModelFamily
{
    private const string Float16 = "-f16";

    /// <summary>Equal for the variants of one model; null where its precision is not known.</summary>
    /// <param name="name">The model's name in cases.</param>
    /// <param name="model">What it is.</param>
    public static object? Of(string name, ModelInfo model) => model.Precision is null ? null
        : (model.WeightSeed is null ? Folder(name) : model.Name, model.WeightSeed, model.Geometry);

    /// <summary>
    /// A name in cases, equal for variants that round the same weights alike and differ in the type of activations alone:
    /// <c>synth:llama-110m:int4</c> of <c>synth:llama-110m:int4-f16</c>, <c>llama:int8</c> of <c>llama:int8-f16</c>.
    /// </summary>
    public static string Stem(string model) => string.Join(':', model.Split(':').Select((part, i) => i == 0 ? part : Plain(part)));

    /// <summary>A precision without what it says of activations: <c>int4</c> of <c>int4-f16</c>.</summary>
    public static string Plain(string precision) =>
        precision.StartsWith("int", StringComparison.Ordinal) && precision.EndsWith(Float16, StringComparison.Ordinal) ? precision[..^Float16.Length] : precision;

    /// <summary>More for more bits; of equal ones, float32 beside the weights before float16; 0 where there is no number.</summary>
    // fp32, int8-f16: the first number is the bits of a weight.
    public static int Rank(string precision)
    {
        var bits = precision.SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(char.IsAsciiDigit).Take(3)
            .Aggregate(0, (sum, c) => 10 * sum + (c - '0'));
        return 2 * bits - (bits > 0 && precision.Contains('-') ? 1 : 0);
    }

    // llama:int4 and llama/onnx/model_q4.onnx are graphs of llama.
    private static string Folder(string model)
    {
        string[] parts = model.Split(':')[0].Split('/');
        if (parts[^1].EndsWith(".onnx", StringComparison.Ordinal))
            parts = parts[..^1];
        return string.Join('/', parts is [.. var outer, "onnx"] ? outer : parts);
    }
}
