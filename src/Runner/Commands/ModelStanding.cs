using InferBench.Runner.Models;
using InferBench.Runner.Plan;
using InferBench.Runner.Profile;
using InferBench.Runner.Records;
using InferBench.Runner.Statistics;
using static System.FormattableString;

namespace InferBench.Runner.Commands;

/// <summary>
/// Writes into each model's record, before it is kept, how it stands to the ceilings measured so far. A record that exceeds one is
/// invalid only if it exceeds it when the ceiling has been measured again.
/// </summary>
/// <param name="whyNone">Why the run has no ceilings; null where it has.</param>
/// <param name="inspect">What is known of a model by its name in cases; null where it cannot be told.</param>
/// <param name="again">Measures a ceiling; null where that gave no figure.</param>
internal sealed class ModelStanding(string? whyNone, Func<string, ModelInspection?> inspect, Func<CaseSpec, RunRecord?> again)
{
    private const string Read = "ceiling.read";

    // What the processor multiplies in tiles is faster than any ceiling of ours.
    private const string NoPeakOfTiles = "prefill above the peak (AMX multiplies in tiles and no ceiling does)";

    private static readonly string[] Metrics = [MetricId.Mbu, MetricId.MbuMemory, MetricId.Mfu];

    private readonly Dictionary<string, MeasuredCeilings> devices = [];
    private readonly SecondLook look = new(again);

    /// <summary>Learns from a ceiling's record.</summary>
    public void Learn(RunRecord record)
    {
        if (record is { Status: CaseStatus.Ok, Kernel: not null, Engine: not null })
        {
            if (!devices.TryGetValue(record.Case.Device, out var ceilings))
                devices.Add(record.Case.Device, ceilings = new());
            ceilings.Add(record);
        }
    }

    /// <summary>The record with what is known of its roof, or why it is not.</summary>
    internal RunRecord Complete(RunRecord record)
    {
        if (record.Status != CaseStatus.Ok)
            return record;
        string device = record.Case.Device;
        bool isCpu = device == "cpu";
        if (whyNone is not null || (!isCpu && !devices.ContainsKey(device)))
            return Without(record, whyNone ?? $"no ceilings of {device} are measured");
        if (inspect(record.Case.Model) is not { } model)
            return Without(record, "what the model must move could not be told");
        var demand = ModelDemand.Of(model, record.Case);
        var ceilings = devices.GetValueOrDefault(device) ?? new();
        // The host's threads are none of a device's limits.
        int threads = isCpu ? record.Engine!.Threads : 1;
        var (curve, peak) = (ceilings.Curve(threads), ceilings.Peak(ModelArithmetic.Of(record), threads));
        string on = isCpu ? Invariant($"on {threads} thread{(threads == 1 ? "" : "s")} was measured in this run") : $"on {device} was measured in this run";
        Dictionary<string, double> values = new(record.Values);
        Dictionary<string, string> notMeasured = new(record.NotMeasured);
        double? step = Median(record, MetricId.Tpot), prefill = Median(record, MetricId.PrefillTime);

        Ratio(MetricId.Mbu, MetricId.Tpot, step, demand.StepBytes / curve?.At((long)demand.StepBytes), $"no read bandwidth {on}");
        Ratio(MetricId.MbuMemory, MetricId.Tpot, step, demand.StepBytes / curve?.Memory, $"no read bandwidth {on}");
        Ratio(MetricId.Mfu, MetricId.PrefillTime, prefill, demand.PrefillFlops / peak?.OperationsPerSecond, $"no peak {on}");
        var roof = curve is null || peak is null ? null : Roof(demand, curve, peak);
        return Judged(record with
        {
            Roof = step is null ? null : roof,
            Profile = record.Profile is { } profile ? ProfileRoofs.Complete(profile, record.Case, roof) : null,
            Values = values,
            NotMeasured = notMeasured,
            Definitions = MetricCatalog.Versions(record.Statistics.Keys.Concat(values.Keys)),
        }, demand, ceilings);

        void Ratio(string id, string source, double? took, double? least, string missing)
        {
            if (took is { } seconds && least is { } allowed)
                values.Add(id, allowed / seconds);
            else
                notMeasured.Add(id, took is null ? record.NotMeasured.GetValueOrDefault(source, $"no {MetricCatalog.Get(source).Title} was measured") : missing);
        }
    }

    private RunRecord Judged(RunRecord record, ModelDemand demand, MeasuredCeilings ceilings)
    {
        if (record.Grade is not { } grade)
            return record;
        // Only the processor's ceilings are measured again.
        if (record.Case.Device != "cpu")
            return IsOver(record, MetricId.Mbu) || IsOver(record, MetricId.Mfu) ? record with { Grade = SecondLook.Without(grade) } : record;
        int threads = record.Engine!.Threads;
        if (IsOver(record, MetricId.Mbu))
            grade = look.Judge(grade, MetricId.KernelBandwidth, [RunCeilings.Case(Read, (long)demand.StepBytes, threads, record.Case.Seed)], demand.StepBytes / Median(record, MetricId.Tpot)!.Value, "decode moves", ceilings.FastestFrom(threads, (long)demand.StepBytes));
        if (record.Values.ContainsKey(MetricId.Mfu) && record.Environment.Cpu.Flags.Any(f => f.StartsWith("amx", StringComparison.Ordinal)))
            grade = grade with { NotObserved = [.. grade.NotObserved, NoPeakOfTiles] };
        else if (IsOver(record, MetricId.Mfu))
            grade = look.Judge(grade, MetricId.KernelFlops, ceilings.PeakCases(ModelArithmetic.Of(record), threads), demand.PrefillFlops / Median(record, MetricId.PrefillTime)!.Value, "prefill computes");
        return record with { Grade = grade };
    }

    private static bool IsOver(RunRecord record, string id) => record.Values.TryGetValue(id, out double ratio) && SecondLook.IsOver(ratio);

    private static Roof Roof(ModelDemand demand, BandwidthCurve curve, ComputePeak peak)
    {
        double bandwidth = curve.At((long)demand.StepBytes);
        double memory = demand.StepBytes / bandwidth, compute = demand.StepFlops / peak.OperationsPerSecond;
        return new()
        {
            Compute = peak.OperationsPerSecond,
            ComputeFrom = peak.Source,
            Bandwidth = bandwidth,
            BandwidthFrom = Invariant($"{Roofline.ReadBandwidth} at {demand.StepBytes:0} bytes"),
            Limit = compute >= memory ? "compute" : "memory",
            Seconds = Math.Max(compute, memory),
        };
    }

    private static RunRecord Without(RunRecord record, string why)
    {
        var notMeasured = new Dictionary<string, string>(record.NotMeasured);
        foreach (string id in Metrics)
            notMeasured.Add(id, why);
        return record with { NotMeasured = notMeasured };
    }

    private static double? Median(RunRecord record, string id) =>
        record.Statistics.TryGetValue(id, out var d) && d.Median > 0 ? d.Median : null;
}
