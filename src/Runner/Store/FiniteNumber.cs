using System.Text.Json;
using System.Text.Json.Serialization;

namespace InferBench.Runner.Store;

/// <summary>Refuses numbers beyond what a double holds, which .NET reads as infinite and cannot write again.</summary>
internal sealed class FiniteNumber : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.GetDouble() is var number && double.IsFinite(number)
            ? number
            : throw new JsonException("expected a finite number");

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
