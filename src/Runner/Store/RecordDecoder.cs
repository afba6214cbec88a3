using System.Buffers;
using System.Text.Json;
using InferBench.Runner.Records;

namespace InferBench.Runner.Store;

/// <summary>Lines of strangers as records, complete and with nothing in them that a reader would stumble over.</summary>
internal static class RecordDecoder
{
    // Of JsonSerializerOptions, which shows it as 0.
    private const int DefaultMaxDepth = 64;

    private static readonly RecordJson Strict = new(new JsonSerializerOptions(RecordJson.Line.Options)
    {
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new FiniteNumber() },
    });

    /// <summary>The same for a part alone, which is one bracket less deep.</summary>
    public static RecordJson Parts { get; } = new(new JsonSerializerOptions(Strict.Options) { MaxDepth = DefaultMaxDepth - 1 });

    /// <param name="json">One record.</param>
    /// <param name="samples">The part of it to leave out, or null for the whole.</param>
    /// <exception cref="JsonException">It is no record; the message says why.</exception>
    public static RunRecord Decode(ReadOnlySpan<byte> json, Range? samples)
    {
        var record = samples is { } range ? DecodeWithout(json, range) : Deserialize(json);
        Check(record);
        return record;
    }

    /// <summary>Whether nothing in the lists of an environment is missing.</summary>
    // Members that are absent are null here, whatever their initial value.
    public static bool IsComplete(EnvironmentInfo environment) =>
        environment.Cpu.Flags?.All(f => f is not null) == true && environment.Cpu.Caches?.All(c => c is not null) == true;

    /// <summary>Whether no provider of a placement is missing.</summary>
    public static bool IsComplete(Placement placement) => placement.Providers?.Values.All(p => p is not null) != false;

    /// <summary>Whether nothing in what was sampled is missing.</summary>
    public static bool IsComplete(MachineUse use) => use.NotObserved.Values.All(reason => reason is not null)
        && ((UseWindow?[])[use.Whole, use.Prefill, use.Decode]).All(window => window?.Figures.Values.All(figures => figures is not null) != false);

    /// <summary>Whether nothing in the lists of a profile is missing.</summary>
    public static bool IsComplete(ProfileFacts profile) =>
        profile.Passes.All(p => p is not null) && profile.NotMeasured.Values.All(why => why is not null) && profile.Phases.All(IsComplete);

    private static bool IsComplete(ProfilePhase? phase) =>
        phase is not null && phase.Operators.All(o => o is not null) && (phase.Device is not { } device
            || (device.Kernels.All(k => k is { Name: not null }) && device.Copies.All(c => c is { Direction: not null }) && device.Findings.All(f => f is not null)));

    /// <summary>Whether all warnings are of the closed set.</summary>
    public static bool AreKnown(IReadOnlyList<Warning> warnings) => warnings.All(w => w is not null && Enum.IsDefined(w.Code));

    /// <summary>Whether all reasons of a grade are of the closed set.</summary>
    public static bool IsKnown(Grade grade) =>
        grade.Reasons.All(r => r is { Detail: not null } && Enum.IsDefined(r.Reason)) && grade.NotObserved.All(what => what is not null);

    private static RunRecord DecodeWithout(ReadOnlySpan<byte> json, Range samples)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(json.Length + 2);
        try
        {
            var before = json[..samples.Start];
            var after = json[samples.End..];
            before.CopyTo(buffer);
            "{}"u8.CopyTo(buffer.AsSpan(before.Length));
            after.CopyTo(buffer.AsSpan(before.Length + 2));
            return Deserialize(buffer.AsSpan(0, before.Length + 2 + after.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static RunRecord Deserialize(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, Strict.RunRecord) ?? throw new JsonException("found null");
        }
        catch (JsonException e) when (e.Path is not null)
        {
            throw new JsonException($"{e.Path}: {Reason(e)}", e);
        }
    }

    // .NET ends its message with path and place, and a place in a line without its samples would mislead.
    private static string Reason(JsonException e)
    {
        int path = e.Message.IndexOf(" Path: ", StringComparison.Ordinal);
        return (path < 0 ? e.Message : e.Message[..path]).TrimEnd('.', ' ').Replace('\n', ' ');
    }

    private static void Check(RunRecord record)
    {
        foreach (var (id, distribution) in record.Statistics)
            Require(distribution is not null, $"statistics.{id}", "a distribution");
        foreach (var (id, series) in record.Samples)
            Require(series is not null && series.Values.Count <= SampleSeries.MaxKept, $"samples.{id}", $"at most {SampleSeries.MaxKept} samples");
        foreach (var (id, reason) in record.NotMeasured)
            Require(reason is not null, $"not_measured.{id}", "a reason");
        Require(AreKnown(record.Warnings), "warnings", "known warnings");
        Require(record.Grade is null || IsKnown(record.Grade), "grade", "known reasons");
        Require(record.Placement is null || IsComplete(record.Placement), "placement.providers", "providers with nodes");
        Require(record.MachineUse is null || IsComplete(record.MachineUse), "machine_use", "figures and reasons");
        Require(record.Profile is null || IsComplete(record.Profile), "profile", "passes, phases, operators and kernels");
        Require(Enum.IsDefined(record.Status), "status", "ok, failed or skipped");
        // Members that are absent are null here, whatever their initial value.
        Require(record.Environment.Cpu.Flags?.All(f => f is not null) == true, "environment.cpu.flags", "texts");
        Require(record.Environment.Cpu.Caches?.All(c => c is not null) == true, "environment.cpu.caches", "caches");
    }

    private static void Require(bool holds, string name, string expected)
    {
        if (!holds)
            throw new JsonException($"{name}: expected {expected}");
    }
}
