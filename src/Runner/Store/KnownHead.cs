using System.Text.Json;

namespace InferBench.Runner.Store;

/// <summary>
/// What the record before told, since records of one file repeat much: run, case, status, model, and the environment, which is a third
/// of a line without the samples.
/// </summary>
internal sealed class KnownHead
{
    private byte[] json = [];
    private string processor = "";

    public KnownText Run { get; } = new();

    public KnownText Case { get; } = new();

    public KnownText Status { get; } = new();

    public KnownText Model { get; } = new();

    /// <summary>The environment's text, a whole JSON object; empty before the first record.</summary>
    public ReadOnlySpan<byte> Environment => json;

    /// <summary>The processor of a record's environment, which becomes the known one.</summary>
    /// <param name="record">The record.</param>
    /// <param name="environment">Where the environment lies in it.</param>
    /// <exception cref="JsonException">There is none.</exception>
    public string ProcessorOf(ReadOnlySpan<byte> record, Range environment)
    {
        if (json.Length > 0 && record[environment].SequenceEqual(json))
            return processor;
        processor = JsonScalar.Text(
            record,
            JsonScalar.Member(record, JsonScalar.Member(record, environment, "environment", "cpu"u8), "environment.cpu", "model"u8),
            "environment.cpu.model");
        json = record[environment].ToArray();
        return processor;
    }
}
