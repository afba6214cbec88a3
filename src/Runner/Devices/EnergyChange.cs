using static System.FormattableString;

namespace InferBench.Runner.Devices;

/// <summary>What all processor packages of a machine used between two readings of their counters.</summary>
/// <param name="Before">The first reading; null where the machine shows no counters.</param>
/// <param name="After">The second.</param>
/// <param name="Elapsed">Time between the two.</param>
public sealed record EnergyChange(IReadOnlyList<EnergyCounter>? Before, IReadOnlyList<EnergyCounter>? After, TimeSpan Elapsed)
{
    internal const string NoCounters = "this machine shows no energy counters of its processor packages (RAPL)";

    internal const string NotReadable =
        "the energy counters of the processor packages (RAPL, energy_uj below /sys/class/powercap) cannot be read, as a rule by root alone";

    // Counters are brought up to date about every millisecond: at either end of so long a span that is a thousandth.
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(2);

    // No package takes more: what could have gone round twice in the span may have.
    private const double MostWatts = 1000;

    private const double PerJoule = 1e6;

    /// <summary>Whether another worker measured in between.</summary>
    public bool TakesTurns { get; init; }

    /// <summary>Energy of the packages together, J; null where it is not known.</summary>
    public double? Joules => WhyNone is null ? Rises().Sum() / PerJoule : null;

    /// <summary>Why it is not known; null where it is.</summary>
    public string? WhyNone =>
        TakesTurns ? "trials took turns with another worker's, and the energy counters have both"
        : Before is null || After is null ? NoCounters
        : Before.Concat(After).Any(c => c.Microjoules is null) ? NotReadable
        : !Before.Select(Counter).SequenceEqual(After.Select(Counter)) ? "the processor packages that count their energy changed meanwhile"
        : Elapsed < Shortest ? Invariant($"the timed trials took {Elapsed.TotalSeconds:0.0} s, and the energy counters need at least {Shortest.TotalSeconds:0} s; --min-time {Shortest.TotalSeconds:0} takes them")
        : Before.Any(c => c.Range / PerJoule / MostWatts < Elapsed.TotalSeconds) ? Invariant($"the timed trials took {Elapsed.TotalSeconds:0} s, in which the energy counters may have gone round more than once")
        : Rises().Any(rise => rise is null or < 0) ? "an energy counter fell, and not because it went round"
        : Rises().Sum() == 0 ? "the energy counters stood still"
        : null;

    private static (string Package, long? Range) Counter(EnergyCounter c) => (c.Package, c.Range);

    private IEnumerable<long?> Rises() => Before!.Zip(After!, (before, after) =>
        after.Microjoules < before.Microjoules ? after.Microjoules - before.Microjoules + before.Range : after.Microjoules - before.Microjoules);
}
