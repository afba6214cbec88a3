using System.Buffers.Text;
using System.Text.Json;

namespace InferBench.Runner.Inference.OnnxRuntime.Trace;

/// <summary>One event as it stands in the file: nothing is copied, and texts are as they are written, in their quotes.</summary>
/// <param name="piece">The piece of the file that it lies in.</param>
internal ref struct TraceEvent(ReadOnlySpan<byte> piece)
{
    private readonly ReadOnlySpan<byte> piece = piece;

    public ReadOnlySpan<byte> Category, Name, Operator, Provider, Inputs, Outputs;
    public long? Start, Duration, NodeIndex, ActivationBytes, ParameterBytes, OutputBytes;
    public long Thread;

    public void Clear()
    {
        Category = Name = Operator = Provider = Inputs = Outputs = default;
        Start = Duration = NodeIndex = ActivationBytes = ParameterBytes = OutputBytes = null;
        Thread = 0;
    }

    /// <summary>Reads on from the event's first token to its last.</summary>
    /// <returns>False where the piece ends before the event does.</returns>
    /// <exception cref="FormatException">A member is not what it should be.</exception>
    public bool TryRead(scoped ref Utf8JsonReader json)
    {
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.EndObject)
                return true;
            var member = json.ValueSpan;
            if (!json.Read())
                return false;
            if (member.SequenceEqual("args"u8))
            {
                if (!TryReadArguments(ref json))
                    return false;
            }
            else if (member.SequenceEqual("cat"u8))
                Category = Text(ref json, "cat");
            else if (member.SequenceEqual("name"u8))
                Name = Text(ref json, "name");
            else if (member.SequenceEqual("ts"u8))
                Start = Number(ref json, "ts");
            else if (member.SequenceEqual("dur"u8))
                Duration = Number(ref json, "dur");
            else if (member.SequenceEqual("tid"u8))
                Thread = Whole(ref json, "tid");
            else if (!json.TrySkip())
                return false;
        }

        return false;
    }

    private bool TryReadArguments(scoped ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            throw new FormatException("'args' is no object");
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.EndObject)
                return true;
            var member = json.ValueSpan;
            if (!json.Read())
                return false;
            bool isWhole = true;
            if (member.SequenceEqual("op_name"u8))
                Operator = Text(ref json, "op_name");
            else if (member.SequenceEqual("provider"u8))
                Provider = Text(ref json, "provider");
            else if (member.SequenceEqual("node_index"u8))
                NodeIndex = Digits(ref json, "node_index");
            else if (member.SequenceEqual("activation_size"u8))
                ActivationBytes = Digits(ref json, "activation_size");
            else if (member.SequenceEqual("parameter_size"u8))
                ParameterBytes = Digits(ref json, "parameter_size");
            else if (member.SequenceEqual("output_size"u8))
                OutputBytes = Digits(ref json, "output_size");
            else if (member.SequenceEqual("input_type_shape"u8))
                isWhole = TryReadShapes(ref json, out Inputs);
            else if (member.SequenceEqual("output_type_shape"u8))
                isWhole = TryReadShapes(ref json, out Outputs);
            else
                isWhole = json.TrySkip();
            if (!isWhole)
                return false;
        }

        return false;
    }

    private readonly bool TryReadShapes(scoped ref Utf8JsonReader json, out ReadOnlySpan<byte> shapes)
    {
        if (json.TokenType != JsonTokenType.StartArray)
            throw new FormatException("shapes are no list");
        int start = (int)json.TokenStartIndex;
        bool isWhole = json.TrySkip();
        shapes = isWhole ? piece[start..(int)json.BytesConsumed] : default;
        return isWhole;
    }

    private readonly ReadOnlySpan<byte> Text(scoped ref Utf8JsonReader json, string member) => json.TokenType == JsonTokenType.String && json.ValueSpan.Length > 0
        ? piece.Slice((int)json.TokenStartIndex, (int)(json.BytesConsumed - json.TokenStartIndex))
        : throw new FormatException($"'{member}' is no text, or empty");

    // What providers measured on a device has numbers below 0 for a thread.
    private static long Whole(scoped ref Utf8JsonReader json, string member) =>
        json.TokenType == JsonTokenType.Number && json.TryGetInt64(out long value) ? value : throw new FormatException($"'{member}' is no whole number");

    private static long Number(scoped ref Utf8JsonReader json, string member) =>
        json.TokenType == JsonTokenType.Number && json.TryGetInt64(out long value) && value >= 0 ? value : throw new FormatException($"'{member}' is no whole number from 0 on");

    // The runtime writes the numbers of a node's arguments as texts.
    private static long Digits(scoped ref Utf8JsonReader json, string member) =>
        json.TokenType == JsonTokenType.String && Utf8Parser.TryParse(json.ValueSpan, out ulong value, out int used) && used == json.ValueSpan.Length && value <= long.MaxValue
            ? (long)value
            : throw new FormatException($"'{member}' is no whole number in quotes");
}
