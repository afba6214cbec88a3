using System.Buffers;
using System.Text.Json;
using InferBench.Runner.Records;
using static System.FormattableString;

namespace InferBench.Runner.Inference.OnnxRuntime.Trace;

/// <summary>
/// Reads the profiles that ONNX Runtime writes, in memory that does not grow with what is not kept: one array of events in the
/// Trace Event Format, whose texts are names from the model's file as they stand there, so that a name may make one unreadable.
/// </summary>
internal static class TraceReader
{
    private const int FirstBuffer = 256 << 10, LongestMessage = 200;

    /// <summary>Reads a file.</summary>
    /// <exception cref="BadInputException">It is missing, cannot be read, or is damaged; the message names it and the byte.</exception>
    public static RuntimeTrace Read(string path, TraceLimits limits)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
            return Read(stream, limits);
        }
        catch (InvalidDataException e)
        {
            throw new BadInputException($"{path}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: the profile cannot be read: {OneLine.Of(e.Message, LongestMessage)}", e);
        }
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <exception cref="InvalidDataException">It is no profile, is damaged, or ends early; the message names the byte.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static RuntimeTrace Read(Stream stream, TraceLimits limits)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Math.Min(FirstBuffer, limits.MostEventBytes));
        var trace = new TraceBuilder(limits);
        var place = new Place();
        try
        {
            int filled = 0;
            while (true)
            {
                int read = stream.Read(buffer, filled, buffer.Length - filled);
                filled += read;
                int used = Take(buffer.AsSpan(0, filled), trace, ref place);
                if (read == 0)
                    return Finish(trace, place, limits);
                buffer.AsSpan(used, filled - used).CopyTo(buffer);
                filled -= used;
                if (filled == buffer.Length)
                    buffer = Larger(buffer, limits, place.Offset);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Takes the whole events in a piece of the file.</summary>
    /// <returns>How many bytes they are.</returns>
    private static int Take(ReadOnlySpan<byte> piece, TraceBuilder trace, ref Place place)
    {
        var json = new Utf8JsonReader(piece, isFinalBlock: false, place.State);
        var parser = new TraceEvent(piece);
        int used = 0;
        try
        {
            while (json.Read())
            {
                if (json.TokenType == JsonTokenType.StartObject && place.IsOpen)
                {
                    parser.Clear();
                    if (!parser.TryRead(ref json))
                        break;
                    trace.Add(parser);
                }
                else if (json.TokenType == JsonTokenType.StartArray && !place.IsOpen)
                    place.IsOpen = true;
                else if (json.TokenType == JsonTokenType.EndArray)
                    place.IsClosed = true;
                else
                    throw new FormatException(place.IsOpen ? "an event should stand here" : "a list of events should stand here");
                used = (int)json.BytesConsumed;
                place.State = json.CurrentState;
            }
        }
        // Of texts that are no UTF-8 an InvalidOperationException.
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or OverflowException)
        {
            long at = place.Offset + (e is JsonException ? json.BytesConsumed : json.TokenStartIndex);
            throw new InvalidDataException(Invariant($"at byte {at}: {OneLine.Of(e.Message, LongestMessage)}"), e);
        }

        place.Offset += used;
        return used;
    }

    private static RuntimeTrace Finish(TraceBuilder trace, Place place, TraceLimits limits)
    {
        if (place.IsClosed)
            return trace.Build(null);
        if (limits.KeepCutShort && place.IsOpen)
            return trace.Build(place.Offset);
        throw new InvalidDataException(Invariant($"at byte {place.Offset}: the profile was cut short after {trace.Events} events; what wrote it was stopped, or its disk was full"));
    }

    private static byte[] Larger(byte[] full, TraceLimits limits, long offset)
    {
        if (full.Length >= limits.MostEventBytes)
            throw new InvalidDataException(Invariant($"at byte {offset}: an event takes more than {limits.MostEventBytes} bytes"));
        byte[] larger = ArrayPool<byte>.Shared.Rent(full.Length * 2);
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }

    private struct Place()
    {
        public JsonReaderState State = new();
        public long Offset;
        public bool IsOpen, IsClosed;
    }
}
