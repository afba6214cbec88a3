using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using InferBench.Runner.Records;

namespace InferBench.Runner.Worker.Wire;

/// <summary>Messages as JSON, a frame each, with records in their one form. What can be worked out from the rest is not sent.</summary>
[JsonSerializable(typeof(WorkerOrder))]
[JsonSerializable(typeof(WorkerNews))]
public sealed partial class WireJson : JsonSerializerContext
{
    private static readonly WireJson Context = new(new JsonSerializerOptions(RecordJson.Line.Options)
    {
        IgnoreReadOnlyProperties = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter<CasePhase>(JsonNamingPolicy.SnakeCaseLower) },
    });

    /// <summary>From the harness to a worker.</summary>
    public static JsonTypeInfo<WorkerOrder> Orders => Context.WorkerOrder;

    /// <summary>From a worker to the harness.</summary>
    public static JsonTypeInfo<WorkerNews> News => Context.WorkerNews;

    /// <summary>Sends one message.</summary>
    /// <exception cref="WireException">The message is too large.</exception>
    /// <exception cref="IOException">Nobody reads the stream any more.</exception>
    public static void Send<T>(Stream stream, T message, JsonTypeInfo<T> type) =>
        Frame.Write(stream, JsonSerializer.SerializeToUtf8Bytes(message, type));

    /// <summary>Receives one message; null where the stream ends after the one before.</summary>
    /// <exception cref="WireException">What was read is no message.</exception>
    public static T? Receive<T>(Stream stream, JsonTypeInfo<T> type)
        where T : class
    {
        if (Frame.Read(stream) is not { } content)
            return null;
        try
        {
            return JsonSerializer.Deserialize(content, type) ?? throw new JsonException("null");
        }
        // An unknown kind of message is a NotSupportedException where the type is abstract.
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new WireException(FormattableString.Invariant($"a frame of {content.Length} bytes holds no message that is known"), e);
        }
    }
}
