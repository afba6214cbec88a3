using System.Text.Json;
using InferBench.Runner.Records;

namespace InferBench.Runner.Store;

/// <summary>What tells one record from another and says how its case ended; read without the samples and statistics.</summary>
public sealed record RecordHead
{
    /// <summary>Run, case and place in the run: no two records share all three.</summary>
    public required RecordKey Key { get; init; }

    /// <summary>How the case ended.</summary>
    public required CaseStatus Status { get; init; }

    /// <summary>When the case was started.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>Model, as the case names it.</summary>
    public required string Model { get; init; }

    /// <summary>Processor of the machine.</summary>
    public required string Processor { get; init; }

    /// <summary>Whether it is a repeat of its run's anchor.</summary>
    public bool IsRepeat { get; init; }

    /// <summary>Reads the head of a line and finds its parts.</summary>
    /// <param name="json">One record.</param>
    /// <param name="known">What the record before told.</param>
    /// <param name="parts">Becomes where the record's members lie.</param>
    /// <exception cref="JsonException">It is no record of this schema; the message says why.</exception>
    internal static RecordHead Parse(ReadOnlySpan<byte> json, KnownHead known, RecordParts parts)
    {
        parts.Find(json, known.Environment);
        var machine = parts[RecordPart.Environment];
        CheckSchema(JsonScalar.Whole(json, parts[RecordPart.Schema], "schema"), json, machine);
        if (!parts.Has(RecordPart.Samples))
            throw new JsonException("found no 'samples'");
        return new()
        {
            Key = new(
                known.Run.Of(json, parts[RecordPart.RunId], "run_id"),
                known.Case.Of(json, parts[RecordPart.CaseId], "case_id"),
                JsonScalar.Whole(json, parts[RecordPart.OrderIndex], "order_index")),
            Status = known.Status.Of(json, parts[RecordPart.Status], "status") switch
            {
                "ok" => CaseStatus.Ok,
                "failed" => CaseStatus.Failed,
                "skipped" => CaseStatus.Skipped,
                var other => throw new JsonException($"found status '{other}', allowed are ok, failed and skipped"),
            },
            IsRepeat = parts.Has(RecordPart.Anchor) && !json[parts[RecordPart.Anchor]].SequenceEqual("null"u8),
            Started = JsonScalar.Moment(json, parts[RecordPart.Started], "started"),
            Model = known.Model.Of(json, JsonScalar.Member(json, parts[RecordPart.Case], "case", "model"u8), "case.model"),
            Processor = known.ProcessorOf(json, machine),
        };
    }

    private static void CheckSchema(int schema, ReadOnlySpan<byte> json, Range machine)
    {
        if (schema is >= 1 and <= RunRecord.CurrentSchema)
            return;
        if (schema < 1)
            throw new JsonException($"found schema {schema}, allowed are 1 to {RunRecord.CurrentSchema}");
        string writer;
        try
        {
            writer = "InferBench " + JsonScalar.Text(json, JsonScalar.Member(json, machine, "environment", "inferbench"u8), "inferbench");
        }
        catch (JsonException)
        {
            writer = "the InferBench that wrote it";
        }

        throw new JsonException($"found schema {schema}, and this version reads up to {RunRecord.CurrentSchema}; {writer} or a newer one is needed");
    }
}

/// <summary>What no two records share.</summary>
/// <param name="RunId">The run.</param>
/// <param name="CaseId">The case.</param>
/// <param name="OrderIndex">Its place in the run, from 0.</param>
public readonly record struct RecordKey(string RunId, string CaseId, int OrderIndex);
