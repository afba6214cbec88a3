using System.Text.Json;
using System.Text.Json.Serialization;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>How the weights of a synthetic model are stored, and of which type activations, KV cache and logits are.</summary>
[JsonConverter(typeof(PrecisionConverter))]
public sealed record Precision
{
    private Precision(string name, int weightBits, FloatType activations)
    {
        Name = name;
        WeightBits = weightBits;
        Activations = activations;
    }

    /// <summary>float32 throughout.</summary>
    public static Precision Fp32 { get; } = new("fp32", 32, FloatType.Float32);

    /// <summary>float16 throughout.</summary>
    public static Precision Fp16 { get; } = new("fp16", 16, FloatType.Float16);

    /// <summary>8-bit weights in blocks that share one float32 scale.</summary>
    public static Precision Int8 { get; } = new("int8", 8, FloatType.Float32);

    /// <summary>4-bit weights in blocks that share one float32 scale.</summary>
    public static Precision Int4 { get; } = new("int4", 4, FloatType.Float32);

    /// <summary>8-bit weights in blocks that share one float16 scale; float16 in and out.</summary>
    public static Precision Int8F16 { get; } = new("int8-f16", 8, FloatType.Float16);

    /// <summary>4-bit weights in blocks that share one float16 scale; float16 in and out.</summary>
    public static Precision Int4F16 { get; } = new("int4-f16", 4, FloatType.Float16);

    /// <summary>All precisions that can be made, the most precise first.</summary>
    public static IReadOnlyList<Precision> All { get; } = [Fp32, Fp16, Int8, Int8F16, Int4, Int4F16];

    /// <summary>Name on the command line and in records.</summary>
    public string Name { get; }

    /// <summary>Bits of one weight of a matrix product.</summary>
    public int WeightBits { get; }

    /// <summary>Type of activations, norms, embeddings, scales, KV cache and logits.</summary>
    public FloatType Activations { get; }

    /// <summary>
    /// The same weights with float16 in and out, which run where float32 attention does not; null where these are such, or have none.
    /// </summary>
    public Precision? HalfSibling => All.FirstOrDefault(p => p.Name == Name + "-f16");

    /// <summary>True where weights are integers that share a scale in blocks.</summary>
    public bool Quantized => WeightBits < 16;

    /// <summary>The precision with this name.</summary>
    /// <exception cref="BadInputException">No such precision; the message lists them.</exception>
    public static Precision Parse(string name) =>
        All.FirstOrDefault(p => p.Name == name)
        ?? throw new BadInputException(UnknownName.Describe("precision", name, All.Select(p => p.Name)));

    public override string ToString() => Name;
}

internal sealed class PrecisionConverter : JsonConverter<Precision>
{
    public override Precision Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? name = reader.GetString();
        return Precision.All.FirstOrDefault(p => p.Name == name) ?? throw new JsonException($"unknown precision '{name}'");
    }

    public override void Write(Utf8JsonWriter writer, Precision value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Name);
}
