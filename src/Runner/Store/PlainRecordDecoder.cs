using System.Text;
using System.Text.Json.Serialization.Metadata;
using InferBench.Runner.Records;

namespace InferBench.Runner.Store;

/// <summary>
/// Records as InferBench writes them, read without a general parser: parts that the record before had too are shared with it, and
/// numbers are found by their place. It takes nothing that <see cref="RecordDecoder"/> refuses, and leaves to it whatever looks
/// otherwise.
/// </summary>
internal sealed class PlainRecordDecoder
{
    private static readonly Dictionary<string, SampleSeries> NoSamples = [];

    private readonly KnownPart<CaseSpec> spec = Part<CaseSpec>();
    private readonly KnownPart<MeasurementSettings> settings = Part<MeasurementSettings>();
    private readonly KnownPart<ModelInfo> model = Part<ModelInfo>();
    private readonly KnownPart<EngineInfo> engine = Part<EngineInfo>();
    private readonly KnownPart<KernelFacts> kernel = Part<KernelFacts>();
    private readonly KnownPart<Roof> roof = Part<Roof>();
    private readonly KnownPart<KernelRival> reference = Part<KernelRival>();
    private readonly KnownPart<Correctness> correctness = Part<Correctness>();
    private readonly KnownPart<Placement> placement = Part<Placement>(RecordDecoder.IsComplete);
    private readonly KnownPart<ProfileFacts> profile = Part<ProfileFacts>(RecordDecoder.IsComplete);
    private readonly KnownPart<Quality> quality = Part<Quality>();
    private readonly KnownPart<Perplexity> perplexity = Part<Perplexity>();
    private readonly KnownPart<MachineUse> use = Part<MachineUse>(RecordDecoder.IsComplete);
    private readonly KnownPart<DeviceInfo> device = Part<DeviceInfo>();
    private readonly KnownPart<EnvironmentInfo> environment = Part<EnvironmentInfo>(RecordDecoder.IsComplete);
    private readonly KnownPart<IReadOnlyDictionary<string, string>> notMeasured =
        Part<IReadOnlyDictionary<string, string>>(reasons => reasons.Values.All(reason => reason is not null));
    private readonly KnownPart<IReadOnlyDictionary<string, int>> definitions = Part<IReadOnlyDictionary<string, int>>();
    private readonly KnownPart<Grade> grade = Part<Grade>(RecordDecoder.IsKnown);
    private readonly KnownPart<AnchorRepeat> anchor = Part<AnchorRepeat>();
    private readonly KnownPart<IReadOnlyList<Warning>> warnings = Part<IReadOnlyList<Warning>>(RecordDecoder.AreKnown);

    /// <summary>The record, or null where <see cref="RecordDecoder"/> must look at it.</summary>
    /// <param name="json">One record.</param>
    /// <param name="head">Its head.</param>
    /// <param name="parts">Where its members lie.</param>
    /// <param name="withSamples">Whether to read the raw samples; else there are none.</param>
    public RunRecord? TryDecode(ReadOnlySpan<byte> json, RecordHead head, RecordParts parts, bool withSamples)
    {
        if (parts.HasOthers
            || !Whole(json, parts, RecordPart.Schema, out int schema)
            || !Whole(json, parts, RecordPart.OrderIndex, out int order)
            || !Whole(json, parts, RecordPart.Trials, out int trials)
            || !Whole(json, parts, RecordPart.WarmUpTrials, out int warmUp)
            || !Starts(json, parts, out var starts)
            || !Text(json, parts, RecordPart.Reason, out string? reason)
            || !Text(json, parts, RecordPart.Absent, out string? absent)
            || !Text(json, parts, RecordPart.TokenHash, out string? tokenHash)
            || spec.Of(json[parts[RecordPart.Case]]) is not { } @case
            || settings.Of(json[parts[RecordPart.Settings]]) is not { } enough
            || !Optional(model, json, parts, RecordPart.Model, out var info)
            || !Optional(engine, json, parts, RecordPart.Engine, out var ran)
            || !Optional(kernel, json, parts, RecordPart.Kernel, out var facts)
            || !Optional(roof, json, parts, RecordPart.Roof, out var allowed)
            || !Optional(reference, json, parts, RecordPart.Reference, out var rival)
            || device.Of(json[parts[RecordPart.Device]]) is not { } on
            || environment.Of(json[parts[RecordPart.Environment]]) is not { } machine
            || (withSamples ? SamplesText.TryRead(json[parts[RecordPart.Samples]]) : NoSamples) is not { } samples
            || StatisticsText.TryRead(json[parts[RecordPart.Statistics]]) is not { } statistics
            || ValuesText.TryRead(json[parts[RecordPart.Values]]) is not { } values
            || notMeasured.Of(json[parts[RecordPart.NotMeasured]]) is not { } reasons
            || definitions.Of(json[parts[RecordPart.Definitions]]) is not { } versions
            || !Optional(correctness, json, parts, RecordPart.Correctness, out var compared)
            || !Optional(placement, json, parts, RecordPart.Placement, out var placed)
            || !Optional(profile, json, parts, RecordPart.Profile, out var profiled)
            || !Optional(quality, json, parts, RecordPart.Quality, out var cost)
            || !Optional(perplexity, json, parts, RecordPart.Perplexity, out var surprise)
            || !Optional(use, json, parts, RecordPart.MachineUse, out var used)
            || !Optional(grade, json, parts, RecordPart.Grade, out var graded)
            || !Optional(anchor, json, parts, RecordPart.Anchor, out var repeat)
            || warnings.Of(json[parts[RecordPart.Warnings]]) is not { } told)
        {
            return null;
        }

        return new()
        {
            Schema = schema,
            RunId = head.Key.RunId,
            CaseId = head.Key.CaseId,
            Status = head.Status,
            Reason = reason,
            Absent = absent,
            Case = @case,
            Settings = enough,
            Model = info,
            Engine = ran,
            Kernel = facts,
            Roof = allowed,
            Reference = rival,
            Device = on,
            Environment = machine,
            Trials = trials,
            WarmUpTrials = warmUp,
            TrialStarts = starts,
            Samples = samples,
            Statistics = statistics,
            Values = values,
            NotMeasured = reasons,
            Definitions = versions,
            TokenHash = tokenHash,
            Correctness = compared,
            Placement = placed,
            Profile = profiled,
            Quality = cost,
            Perplexity = surprise,
            MachineUse = used,
            OrderIndex = order,
            Anchor = repeat,
            Started = head.Started,
            Warnings = told,
            Grade = graded,
        };
    }

    private static KnownPart<T> Part<T>(Func<T, bool>? isComplete = null)
        where T : class => new((JsonTypeInfo<T>)RecordDecoder.Parts.GetTypeInfo(typeof(T))!, isComplete);

    private static bool Optional<T>(KnownPart<T> known, ReadOnlySpan<byte> json, RecordParts parts, RecordPart part, out T? value)
        where T : class
    {
        value = parts.Has(part) ? known.Of(json[parts[part]]) : null;
        return value is not null || !parts.Has(part);
    }

    private static bool Whole(ReadOnlySpan<byte> json, RecordParts parts, RecordPart part, out int number)
    {
        var cursor = new JsonCursor(json[parts[part]]);
        return cursor.TakeWhole(out number) && cursor.IsAtEnd;
    }

    private static bool Starts(ReadOnlySpan<byte> json, RecordParts parts, out long[]? starts)
    {
        starts = parts.Has(RecordPart.TrialStarts) ? SamplesText.TryReadValues(json[parts[RecordPart.TrialStarts]]) : null;
        return starts is not null || !parts.Has(RecordPart.TrialStarts);
    }

    private static bool Text(ReadOnlySpan<byte> json, RecordParts parts, RecordPart part, out string? text)
    {
        text = null;
        if (!parts.Has(part))
            return true;
        var value = json[parts[part]];
        if (value[0] != '"' || value.Contains((byte)'\\') || value.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
            return false;
        text = Encoding.ASCII.GetString(value[1..^1]);
        return true;
    }
}
