using System.Text.Json;
using InferBench.Runner.Records;

namespace InferBench.Runner.Sinks;

/// <summary>Records as one JSON array, whole and with their samples, as they stand in the results file.</summary>
public static class JsonExport
{
    /// <summary>Writes all records, one at a time.</summary>
    public static void Write(Stream stream, IEnumerable<RunRecord> records)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartArray();
        foreach (var record in records)
        {
            JsonSerializer.Serialize(json, record, RecordJson.Line.RunRecord);
            // Holding 100,000 records until the end would need their memory.
            json.Flush();
        }

        json.WriteEndArray();
        json.Flush();
        stream.WriteByte((byte)'\n');
    }
}
