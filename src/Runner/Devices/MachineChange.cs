using InferBench.Runner.Records;
using static System.FormattableString;

namespace InferBench.Runner.Devices;

/// <summary>What a machine did while something was measured.</summary>
/// <param name="Before">Counters at its beginning.</param>
/// <param name="After">Counters at its end.</param>
/// <param name="Elapsed">Time between the two.</param>
public sealed record MachineChange(MachineCounters Before, MachineCounters After, TimeSpan Elapsed)
{
    // The counters are read outside of what is timed, so they can only have run longer, but for the ticks they are counted in;
    // and this process may have waited between the two.
    private static readonly TimeSpan Granularity = 5 * MachineProbe.Tick, Pause = TimeSpan.FromSeconds(5);

    /// <summary>The lower clock of the two, Hz; null where the machine does not tell.</summary>
    public double? ClockHertz => Before.ClockHertz is { } before && After.ClockHertz is { } after ? Math.Min(before, after) : null;

    /// <summary>How the clock that timed it and the machine's own disagree; null where they agree, or the machine does not tell.</summary>
    public string? ClockFault => After.Uptime - Before.Uptime is not { } up ? null
        : Elapsed > up + Granularity + up / 100 ? Invariant($"the clock jumped: it ran {Elapsed.TotalSeconds:0.0} s while the machine ran {up.TotalSeconds:0.0} s, so the times measured cannot be believed")
        : up > Elapsed + Pause + Elapsed / 10 ? Invariant($"the machine slept, or the clock jumped back: it ran {Elapsed.TotalSeconds:0.0} s while the machine ran {up.TotalSeconds:0.0} s, so the times measured cannot be believed")
        : null;

    /// <summary>What its processor packages used.</summary>
    public EnergyChange Energy => new(Before.Packages, After.Packages, Elapsed) { TakesTurns = Before.TakesTurns };

    private TimeSpan? Busy => After.Busy - Before.Busy;

    // A virtual machine tells from the first stolen tick on: before it there were none.
    private TimeSpan? Stolen => Rise(Before.Stolen ?? (Before.Busy is null ? null : TimeSpan.Zero), After.Stolen);

    private TimeSpan? Foreign => Busy - Rise(Before.Own, After.Own);

    private TimeSpan? Wanted => Busy + Stolen;

    /// <summary>The grade of it alone.</summary>
    public Grade Grade => new([.. Findings()], [.. NotObserved()]);

    private IEnumerable<GradeFinding> Findings()
    {
        if (IsLongEnough(Wanted, GradeThresholds.MostStolen) && Stolen / Wanted is { } stolen and > GradeThresholds.MostStolen)
            yield return new(GradeReason.StolenTime, Invariant($"the hypervisor took {100 * stolen:0.0} % of the processor time that was wanted"));
        if (IsLongEnough(Elapsed, GradeThresholds.MostForeignCores) && Foreign / Elapsed is { } cores and > GradeThresholds.MostForeignCores)
            yield return new(GradeReason.ForeignLoad, Invariant($"other processes used {100 * cores:0} % of one core"));
        if (Throttling() is { Length: > 0 } throttling)
            yield return new(GradeReason.Throttled, throttling + Heat());
    }

    private IEnumerable<string> NotObserved()
    {
        if (!IsLongEnough(Wanted, GradeThresholds.MostStolen))
            yield return "stolen time";
        if (Foreign is null || !IsLongEnough(Elapsed, GradeThresholds.MostForeignCores))
            yield return "foreign load";
        if (ClockHertz is null)
            yield return "clock";
        if (Before.Hottest is null || After.Hottest is null)
            yield return "temperature";
        if (Rise(c => c.ThermalEvents) is null)
            yield return "thermal throttling";
        if (Rise(c => c.QuotaEvents) is null)
            yield return "cgroup throttling";
    }

    private string Throttling() => string.Join(", ", new[]
    {
        Rise(c => c.ThermalEvents) is { } heat and > 0 ? Invariant($"counters of thermal throttling rose by {heat}") : null,
        Rise(c => c.QuotaEvents) is { } quota and > 0 ? Invariant($"stopped {quota} times at the control group's limit of processors") : null,
    }.OfType<string>());

    private string Heat() => Before.Hottest is { } before && After.Hottest is { } after
        ? Invariant($"; the hottest sensor had {before.Celsius:0} °C before ({before.Type}) and {after.Celsius:0} °C after ({after.Type})")
        : "";

    // What fell was reset, or a processor that counted is gone: nobody knows what it counted.
    private long? Rise(Func<MachineCounters, long?> count) => count(After) - count(Before) is { } rise and >= 0 ? rise : null;

    private static TimeSpan? Rise(TimeSpan? before, TimeSpan? after) => after >= before ? after - before : null;

    // A share of a span that is a tick or two long may be all error.
    private static bool IsLongEnough(TimeSpan? span, double threshold) => span * threshold >= GradeThresholds.FewestTicks * MachineProbe.Tick;
}
