using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace InferBench.Runner.Store;

/// <summary>A part of the record before, which the next record often repeats byte by byte and then shares.</summary>
/// <param name="type">How it is read.</param>
/// <param name="isComplete">Whether nothing in it is missing.</param>
internal sealed class KnownPart<T>(JsonTypeInfo<T> type, Func<T, bool>? isComplete = null)
    where T : class
{
    private byte[] json = [];
    private T? value;

    /// <summary>What the text says; null where it does not say it well.</summary>
    public T? Of(ReadOnlySpan<byte> text)
    {
        if (value is not null && text.SequenceEqual(json))
            return value;
        try
        {
            if (JsonSerializer.Deserialize(text, type) is not { } read || isComplete?.Invoke(read) == false)
                return null;
            (json, value) = (text.ToArray(), read);
            return read;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
