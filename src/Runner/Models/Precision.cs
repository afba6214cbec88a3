using System.Text.Json;
using System.Text.Json.Serialization;
using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>How the weights of a synthetic model are stored; activations and the KV cache are float32.</summary>
[JsonConverter(typeof(PrecisionConverter))]
public sealed record Precision
{
    private Precision(string name, int weightBits)
    {
        Name = name;
        WeightBits = weightBits;
    }

    /// <summary>float32 weights.</summary>
    public static Precision Fp32 { get; } = new("fp32", 32);

    /// <summary>4-bit weights in blocks that share one float32 scale.</summary>
    public static Precision Int4 { get; } = new("int4", 4);

    /// <summary>All precisions that can be made.</summary>
    public static IReadOnlyList<Precision> All { get; } = [Fp32, Int4];

    /// <summary>Name on the command line and in records.</summary>
    public string Name { get; }

    /// <summary>Bits of one weight of a matrix product.</summary>
    public int WeightBits { get; }

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
