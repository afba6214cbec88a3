using InferBench.Runner.Records;
using InferBench.Runner.Telemetry;

namespace InferBench.Runner.Tests.Telemetry;

/// <summary>Tests that make metrics: a provider listens to every meter of its name in the process, so they take turns.</summary>
[CollectionDefinition(nameof(TelemetryTests))]
public sealed class TelemetryTests
{
    /// <summary>Telemetry of a run that has not begun, under the given variables.</summary>
    internal static RunTelemetry Open(TelemetryRequest request, params (string Name, string Value)[] variables)
    {
        string? Variable(string name) => variables.FirstOrDefault(v => v.Name == name).Value;
        return new(TelemetrySettings.Read(request, Variable)!, Variable, TimeProvider.System);
    }

    /// <summary>Sends one record as a run of one case does.</summary>
    internal static IReadOnlyList<string> Send(string address, string protocol, RunRecord record, params (string, string)[] more)
    {
        using var telemetry = Open(
            Nothing, [("OTEL_EXPORTER_OTLP_ENDPOINT", address), ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol), .. more]);
        telemetry.WentOn(new(record.Case, CasePhase.Opening, 0));
        telemetry.WentOn(new(record.Case, CasePhase.Measure, 1));
        telemetry.Add(record);
        return telemetry.Close(linger: true, TestContext.Current.CancellationToken);
    }

    /// <summary>Nothing but what variables ask for.</summary>
    internal static TelemetryRequest Nothing { get; } = new(null, TimeSpan.Zero, null);

    /// <summary>Two trials of 4 prompt and 3 generated tokens: TTFT of 3 and 4 ms, gaps of 1 and 2 ms in each.</summary>
    internal static RunRecord Record() => TestRecords.Ok() with
    {
        Case = TestRecords.Ok().Case with { Prompt = 4, Generate = 3 },
        Trials = 2,
        Grade = new([], []),
        Samples = new Dictionary<string, SampleSeries>
        {
            [MetricId.PrefillTime] = Series(2_500_000, 3_500_000),
            [MetricId.Ttft] = Series(3_000_000, 4_000_000),
            [MetricId.E2e] = Series(6_000_000, 7_000_000),
            [MetricId.DecodeTime] = Series(3_000_000, 3_000_000),
            [MetricId.Itl] = Series(1_000_000, 2_000_000, 1_000_000, 2_000_000),
        },
    };

    private static SampleSeries Series(params long[] values) => new() { Count = values.Length, Values = values };
}
