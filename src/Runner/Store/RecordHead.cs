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

    /// <summary>Reads the head of a line and finds its samples.</summary>
    /// <param name="json">One record.</param>
    /// <param name="known">What the record before told.</param>
    /// <param name="samples">Where the value of <c>samples</c> lies.</param>
    /// <exception cref="JsonException">It is no record of this schema; the message says why.</exception>
    internal static RecordHead Parse(ReadOnlySpan<byte> json, KnownHead known, out Range samples)
    {
        Range schema = default, run = default, id = default, status = default, spec = default, machine = default, order = default, started = default, anchor = default;
        samples = default;
        var members = new JsonMembers(json, known.Environment);
        while (members.MoveNext())
        {
            if (members.Name.SequenceEqual("schema"u8))
                Set(ref schema, members);
            else if (members.Name.SequenceEqual("run_id"u8))
                Set(ref run, members);
            else if (members.Name.SequenceEqual("case_id"u8))
                Set(ref id, members);
            else if (members.Name.SequenceEqual("status"u8))
                Set(ref status, members);
            else if (members.Name.SequenceEqual("case"u8))
                Set(ref spec, members);
            else if (members.Name.SequenceEqual("environment"u8))
                Set(ref machine, members);
            else if (members.Name.SequenceEqual("samples"u8))
                Set(ref samples, members);
            else if (members.Name.SequenceEqual("order_index"u8))
                Set(ref order, members);
            else if (members.Name.SequenceEqual("started"u8))
                Set(ref started, members);
            else if (members.Name.SequenceEqual("anchor"u8))
                Set(ref anchor, members);
        }

        CheckSchema(JsonScalar.Whole(json, schema, "schema"), json, machine);
        if (samples.Equals(default))
            throw new JsonException("found no 'samples'");
        return new()
        {
            Key = new(known.Run.Of(json, run, "run_id"), known.Case.Of(json, id, "case_id"), JsonScalar.Whole(json, order, "order_index")),
            Status = known.Status.Of(json, status, "status") switch
            {
                "ok" => CaseStatus.Ok,
                "failed" => CaseStatus.Failed,
                "skipped" => CaseStatus.Skipped,
                var other => throw new JsonException($"found status '{other}', allowed are ok, failed and skipped"),
            },
            IsRepeat = !anchor.Equals(default) && !json[anchor].SequenceEqual("null"u8),
            Started = JsonScalar.Moment(json, started, "started"),
            Model = known.Model.Of(json, JsonScalar.Member(json, spec, "case", "model"u8), "case.model"),
            Processor = known.ProcessorOf(json, machine),
        };
    }

    private static void Set(ref Range range, JsonMembers members)
    {
        if (!range.Equals(default))
            throw new JsonException($"found '{System.Text.Encoding.UTF8.GetString(members.Name)}' twice");
        range = members.Value;
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
