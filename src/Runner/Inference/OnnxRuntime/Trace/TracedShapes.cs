using System.Text.Json;
using static System.FormattableString;

namespace InferBench.Runner.Inference.OnnxRuntime.Trace;

/// <summary>The tensors of a node's call as the runtime lists them: objects of one member each, the type with the shape.</summary>
internal static class TracedShapes
{
    // More elements than any machine's memory has bytes; products of two such counts still can be worked out.
    private const long MostElements = 1L << 48;

    /// <exception cref="FormatException">It is no such list.</exception>
    public static IReadOnlyList<TracedTensor> Parse(ReadOnlySpan<byte> list)
    {
        var json = new Utf8JsonReader(list);
        json.Read();
        List<TracedTensor> tensors = [];
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
                throw new FormatException("a tensor's shape should stand in the list");
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
                tensors.Add(Tensor(ref json));
        }

        return tensors;
    }

    private static TracedTensor Tensor(ref Utf8JsonReader json)
    {
        string type = json.GetString()!;
        List<long> dimensions = [];
        Int128 elements = 1;
        if (!json.Read() || json.TokenType != JsonTokenType.StartArray)
            throw new FormatException("a tensor's shape is no list");
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out long dimension) || dimension < 0)
                throw new FormatException("a tensor's dimension is no whole number from 0 on");
            dimensions.Add(dimension);
            elements *= Math.Max(dimension, 1);
            if (elements > MostElements)
                throw new FormatException(Invariant($"a tensor of more than {MostElements} elements"));
        }

        return new(type, dimensions);
    }
}
