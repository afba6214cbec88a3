using System.Text;
using System.Text.Json;

namespace InferBench.Runner.Store;

/// <summary>The members of a record, in the order in which InferBench writes them.</summary>
internal enum RecordPart
{
    Schema,
    RunId,
    CaseId,
    Status,
    Reason,
    Absent,
    Case,
    Settings,
    Model,
    Engine,
    Kernel,
    Roof,
    Reference,
    Device,
    Environment,
    Trials,
    WarmUpTrials,
    TrialStarts,
    Samples,
    Statistics,
    Values,
    NotMeasured,
    Definitions,
    TokenHash,
    Correctness,
    Placement,
    Profile,
    Quality,
    Perplexity,
    MachineUse,
    OrderIndex,
    Anchor,
    Started,
    Warnings,
    Grade,
}

/// <summary>Where the members of one record lie in its text.</summary>
internal sealed class RecordParts
{
    private static readonly byte[][] Names =
        [.. Enum.GetNames<RecordPart>().Select(name => Encoding.UTF8.GetBytes(JsonNamingPolicy.SnakeCaseLower.ConvertName(name)))];

    private readonly Range[] ranges = new Range[Names.Length];
    private ulong found;

    /// <summary>Where the member's value lies; the empty range at the start where there is none.</summary>
    public Range this[RecordPart part] => ranges[(int)part];

    /// <summary>Whether there are members besides these, or one of these again.</summary>
    public bool HasOthers { get; private set; }

    public bool Has(RecordPart part) => (found & Bit((int)part)) != 0;

    /// <summary>Looks for the members of a record, in whatever order they stand.</summary>
    /// <param name="json">One record.</param>
    /// <param name="environment">The text of an environment that the record's may be equal to.</param>
    /// <exception cref="JsonException">It is no JSON object, or a member that tells records apart is there twice.</exception>
    public void Find(ReadOnlySpan<byte> json, ReadOnlySpan<byte> environment)
    {
        Array.Clear(ranges);
        (found, HasOthers) = (0, false);
        int next = 0;
        var members = new JsonMembers(json, environment);
        while (members.MoveNext())
        {
            int part = IndexOf(members.Name, next);
            if (part < 0 || (found & Bit(part)) != 0)
            {
                if (part >= 0 && IsOfHead((RecordPart)part))
                    throw new JsonException($"found '{Encoding.UTF8.GetString(members.Name)}' twice");
                HasOthers = true;
                continue;
            }

            ranges[part] = members.Value;
            found |= Bit(part);
            next = part + 1;
        }
    }

    private static ulong Bit(int part) => 1ul << part;

    private static int IndexOf(ReadOnlySpan<byte> name, int next)
    {
        for (int i = 0; i < Names.Length; i++, next++)
        {
            if (next >= Names.Length)
                next = 0;
            if (name.SequenceEqual(Names[next]))
                return next;
        }

        return -1;
    }

    private static bool IsOfHead(RecordPart part) => part is RecordPart.Schema or RecordPart.RunId or RecordPart.CaseId
        or RecordPart.Status or RecordPart.Case or RecordPart.Environment or RecordPart.Samples or RecordPart.OrderIndex
        or RecordPart.Anchor or RecordPart.Started;
}
