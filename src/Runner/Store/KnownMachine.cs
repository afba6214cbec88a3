using System.Text.Json;

namespace InferBench.Runner.Store;

/// <summary>
/// The environment of the record before: most files hold one, a third of a line without its samples, which then need not be
/// read again.
/// </summary>
internal sealed class KnownMachine
{
    private byte[] json = [];
    private string processor = "";

    /// <summary>Its text, a whole JSON object; empty before the first record.</summary>
    public ReadOnlySpan<byte> Json => json;

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
