using InferBench.Runner.Devices;

namespace InferBench.Runner.Tests.Devices;

public sealed class EnergyChangeTests
{
    private const long Range = 262_143_328_850;

    private static EnergyCounter[] At(params long?[] microjoules) => [.. microjoules.Select((uj, i) => new EnergyCounter($"package-{i}", uj, Range))];

    private static EnergyChange Change(EnergyCounter[]? before, EnergyCounter[]? after, double seconds = 10) =>
        Culture.WithDecimalComma(() => new EnergyChange(before, after, TimeSpan.FromSeconds(seconds)));

    private static string? WhyNone(EnergyCounter[]? before, EnergyCounter[]? after, double seconds = 10)
    {
        var change = Change(before, after, seconds);
        Assert.Null(change.Joules);
        return Culture.WithDecimalComma(() => change.WhyNone);
    }

    [Fact]
    public void Packages_are_added() => Assert.Equal(50.0, Change(At(1_000_000, 5_000_000), At(31_000_000, 25_000_000)).Joules);

    [Fact]
    public void A_counter_that_went_round_goes_on_from_0()
    {
        var change = Change(At(Range - 10_000_000), At(5_000_000));

        Assert.Equal(15.0, change.Joules);
        Assert.Null(change.WhyNone);
    }

    [Theory]
    [InlineData(1.9, "the timed trials took 1.9 s, and the energy counters need at least 2 s; --min-time 2 takes them")]
    [InlineData(2, null)]
    [InlineData(262, null)]
    [InlineData(263, "the timed trials took 263 s, in which the energy counters may have gone round more than once")]
    public void The_span_is_long_enough_to_count_and_too_short_to_go_round_twice(double seconds, string? why)
    {
        var change = Change(At(0), At(8_000_000), seconds);

        Assert.Equal(why, Culture.WithDecimalComma(() => change.WhyNone));
        double? joules = why is null ? 8 : null;
        Assert.Equal(joules, change.Joules);
    }

    [Fact]
    public void Without_counters_that_moved_and_can_be_read_there_is_a_reason()
    {
        Assert.Equal("this machine shows no energy counters of its processor packages (RAPL)", WhyNone(null, null));
        Assert.Equal(
            "the energy counters of the processor packages (RAPL, energy_uj below /sys/class/powercap) cannot be read, as a rule by root alone",
            WhyNone(At(1, null), At(2, null)));
        Assert.Equal("the processor packages that count their energy changed meanwhile", WhyNone(At(1, 1), At(2)));
        Assert.Equal(
            "trials took turns with another worker's, and the energy counters have both",
            (new EnergyChange(At(1, 1), At(2, 1), TimeSpan.FromSeconds(10)) { TakesTurns = true }).WhyNone);
        Assert.Equal("the energy counters stood still", WhyNone(At(7, 7), At(7, 7)));
        Assert.Equal("an energy counter fell, and not because it went round", WhyNone([new("package-0", 7, null)], [new("package-0", 6, null)]));
    }
}
