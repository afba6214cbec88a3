using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using InferBench.Runner.Records;

namespace InferBench.Runner.Telemetry;

/// <summary>
/// What was sampled while cases were timed, as metrics of machine, process and GPU: gauges have the mean of the last case, counters what
/// all cases together used. Each is there from the first case that tells it: what was not observed has no series, and no zero.
/// </summary>
internal sealed class MachineMetrics : IDisposable
{
    private readonly Meter meter = new(TelemetryNames.Scope);
    private readonly HashSet<string> made = [];
    private readonly ConcurrentDictionary<(string Name, string Of), Measurement<double>> values = [];

    /// <summary>Takes a record in; one without samples leaves all as it was.</summary>
    public void Add(RunRecord record)
    {
        if (record.MachineUse is not { } use)
            return;
        foreach (var known in values.Keys.Where(key => !TelemetryNames.IsTotal(key.Name)))
            values.TryRemove(known, out _);
        foreach (var of in TelemetryNames.MachineGauges)
        {
            if (use.Whole.Figures.TryGetValue(MachineSeriesCatalog.Get(of.Series).Name, out var figures))
                Set(of.Name, figures.Mean, of.Part is { } part ? [part] : of.OfGpu ? Gpu(record) : of.OfCpu ? Cpu(record) : []);
        }

        if (use.Whole.Figures.TryGetValue(MachineSeriesCatalog.Get(MachineSeries.ProcessCpu).Name, out var process))
        {
            Set(TelemetryNames.ProcessUtilization, process.Mean / record.Environment.Cpu.LogicalCores, []);
            Set(TelemetryNames.ProcessTime, process.Mean * use.Whole.Seconds, []);
        }

        foreach (var (reason, samples) in use.Whole.ClockReasons ?? new Dictionary<string, int>())
            Set(TelemetryNames.ClockReasons, (double)samples / use.Whole.Samples, [.. Gpu(record), new(TelemetryNames.ClockReason, reason)]);
        if (use.Whole.ProcessorEnergy is { Joules: { } spent } energy)
        {
            Set(TelemetryNames.Energy, spent, Cpu(record));
            Set(TelemetryNames.Power, energy.Watts()!.Value, Cpu(record));
        }

        if (use.Whole.GpuEnergy?.Joules is { } joules)
            Set(TelemetryNames.Energy, joules, Gpu(record));
        Set(TelemetryNames.SampleDuration, use.SampleSeconds, []);
        Set(TelemetryNames.LogicalCount, record.Environment.Cpu.LogicalCores, []);
    }

    public void Dispose() => meter.Dispose();

    private void Set(MetricName name, double value, KeyValuePair<string, object?>[] tags)
    {
        var key = (name.Name, string.Join('\n', tags.Select(tag => $"{tag.Key}={tag.Value}")));
        if (TelemetryNames.IsTotal(name.Name) && values.TryGetValue(key, out var before))
            value += before.Value;
        values[key] = new(value, tags);
        if (!made.Add(name.Name))
            return;
        if (TelemetryNames.IsTotal(name.Name))
            meter.CreateObservableCounter(name.Name, Of, name.Unit, name.Description);
        else if (TelemetryNames.IsLevel(name.Name))
            meter.CreateObservableUpDownCounter(name.Name, Of, name.Unit, name.Description);
        else
            meter.CreateObservableGauge(name.Name, Of, name.Unit, name.Description);

        IEnumerable<Measurement<double>> Of() => values.Where(v => v.Key.Name == name.Name).Select(v => v.Value);
    }

    private static KeyValuePair<string, object?>[] Cpu(RunRecord record) =>
        [new(TelemetryNames.HardwareId, "cpu"), new(TelemetryNames.HardwareType, "cpu"), new(TelemetryNames.HardwareName, record.Environment.Cpu.Model)];

    private static KeyValuePair<string, object?>[] Gpu(RunRecord record) =>
        [new(TelemetryNames.HardwareId, record.Case.Device), new(TelemetryNames.HardwareType, "gpu"), new(TelemetryNames.HardwareName, record.Device.Name)];
}
