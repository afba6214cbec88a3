using InferBench.Runner.Devices.Sampling;
using InferBench.Runner.Measurement;
using InferBench.Runner.Records;
using InferBench.Runner.Worker;

namespace InferBench.Runner.Tests.Worker;

/// <summary>Samples at known times, in milliseconds of a clock of 1 kHz.</summary>
public sealed class UseReductionTests
{
    private const long Second = 1000;

    private static TrialSpan Trial(long start, long end, long? prefillEnd = null, long? decodeStart = null) => new(start, end, new(prefillEnd, decodeStart));

    private static SampleRing Ring(params (long At, (MachineSeries Series, double Value)[] Told)[] samples)
    {
        var ring = new SampleRing(64);
        foreach (var (at, told) in samples)
        {
            var values = ring.Next(at);
            values.Fill(double.NaN);
            foreach (var (series, value) in told)
                values[(int)series] = value;
        }

        return ring;
    }

    private static SampleRing Ring(MachineSeries series, params (long At, double Value)[] samples) =>
        Ring([.. samples.Select(s => (s.At, new[] { (series, s.Value) }))]);

    private static UseReduction Of(SampleRing ring, params TrialSpan[] trials) => new(ring, trials, Second, takesTurns: false);

    [Fact]
    public void A_level_has_the_mean_and_highest_of_its_samples_in_each_phase()
    {
        // Samples before the first trial and after the last belong to none; the one at 350 lies between two trials.
        var ring = Ring(MachineSeries.ProcessMemory, (50, 1000), (120, 10), (250, 20), (350, 60), (410, 30), (599, 40), (650, 1000));
        var reduction = Of(ring, Trial(100, 300, 150, 160), Trial(400, 600, 450, 460));

        UseWindow whole = reduction.Whole(), prefill = reduction.Prefill()!, decode = reduction.Decode()!;

        Assert.Equal((0.5, 5, new UseFigures(32, 60, 5)), (whole.Seconds, whole.Samples, whole.Figures["process_memory"]));
        Assert.Equal((0.1, 2, new UseFigures(20, 30, 2)), (prefill.Seconds, prefill.Samples, prefill.Figures["process_memory"]));
        Assert.Equal((0.28, 2, new UseFigures(30, 40, 2)), (decode.Seconds, decode.Samples, decode.Figures["process_memory"]));
        Assert.Null(whole.Reason);
        Assert.Equal("no two samples fell into one of it, 2 x 0.050 s: nothing is said of what is counted", Culture.WithDecimalComma(() => reduction.Prefill()!.Reason));
    }

    [Fact]
    public void What_is_counted_is_its_rise_between_samples_of_one_span()
    {
        // 100 to 200: 0.05 s; 200 to 300: 0.1 s; 300 to 500 lies across two trials; 500 to 600: 0.02 s.
        var ring = Ring(MachineSeries.ProcessCpu, (100, 1), (200, 1.05), (300, 1.15), (500, 9), (600, 9.02));
        var reduction = Of(ring, Trial(100, 300, null, 100), Trial(500, 600, null, 500));

        Assert.Equal(new(0.566667, 1, 3), reduction.Decode()!.Figures["process_cpu"]);
        Assert.Null(reduction.Prefill());
        Assert.Equal(new(16.04, 39.25, 4), reduction.Whole().Figures["process_cpu"]);
    }

    [Fact]
    public void A_counter_that_falls_and_a_gap_have_no_rise()
    {
        var ring = Ring(MachineSeries.CpuUser, (0, 5), (100, 5.05), (200, 1), (300, 1.02), (400, double.NaN), (500, 1.1));

        Assert.Equal(new(0.35, 0.5, 2), Of(ring, Trial(0, 500)).Whole().Figures["cpu_user"]);
    }

    [Fact]
    public void Too_few_samples_leave_a_reason_and_no_figures()
    {
        var none = Of(Ring(MachineSeries.ProcessMemory, (0, 1), (90, 1)), Trial(10, 20), Trial(30, 42)).Whole();

        Assert.Equal((0, "no sample fell into it: 1 x 0.032 s"), (none.Samples, Culture.WithDecimalComma(() => none.Reason)));
        Assert.Empty(none.Figures);
        Assert.Equal("no sample fell into it: 0 x 0.000 s", Of(Ring(MachineSeries.ProcessMemory)).Whole().Reason);
    }

    [Fact]
    public void Energy_is_what_the_counter_rose_by_from_the_first_time_it_moved_to_the_last()
    {
        // Read every 50 ms, moves every 100 ms from 150 on: 30 J each time.
        var ring = new SampleRing(128);
        for (long at = 0; at <= 3000; at += 50)
        {
            var values = ring.Next(at);
            values.Fill(double.NaN);
            // The first reading failed.
            if (at > 0)
                values[(int)MachineSeries.GpuEnergy] = 7 + 30 * ((at - 50) / 100);
        }

        var energy = Of(ring, Trial(0, 3000)).Whole().GpuEnergy!;

        // 29 moves, the first at 150 and the last at 2950.
        Assert.Equal(new() { Joules = 840, Seconds = 2.8, Updates = 29 }, energy);
        Assert.Equal(300, energy.Watts()!.Value, 1e-9);
    }

    [Theory]
    [InlineData(2000, null)]
    [InlineData(1900, "the counter was seen to move over 1.9 s at a time at most, and at least 2 s are needed")]
    public void Counter_time_is_long_enough(long last, string? why)
    {
        var ring = Ring(MachineSeries.PackageEnergy, (0, 1), (100, 2), (last, 5), (last + 100, 10), (last + 200, 10));

        var energy = Of(ring, Trial(0, 5000)).Whole().ProcessorEnergy!;

        Assert.Equal((why, 3), (Culture.WithDecimalComma(() => energy.Reason), energy.Updates));
        double? joules = why is null ? 8 : null;
        Assert.Equal(joules, energy.Joules);
    }

    [Fact]
    public void Short_decodes_are_not_added_up_to_a_long_one()
    {
        var ring = Ring(MachineSeries.GpuEnergy, [.. Enumerable.Range(0, 60).Select(i => (100L * i, 10.0 * i))]);
        var reduction = Of(ring, [.. Enumerable.Range(0, 6).Select(i => Trial(1000 * i, 1000 * i + 900, null, 1000 * i))]);

        var energy = reduction.Decode()!.GpuEnergy!;

        Assert.Null(energy.Joules);
        Assert.Equal("the counter was seen to move over 0.8 s at a time at most, and at least 2 s are needed", Culture.WithDecimalComma(() => energy.Reason));
        Assert.Equal(580, reduction.Whole().GpuEnergy!.Joules);
    }

    [Fact]
    public void Trials_in_turns_leave_out_what_lies_between()
    {
        var ring = Ring(MachineSeries.GpuEnergy, (0, 1), (100, 2), (2500, 500), (2600, 501));
        var whole = new UseReduction(ring, [Trial(0, 100), Trial(2500, 2600)], Second, takesTurns: true).Whole();

        Assert.Equal((0.2, 4), (whole.Seconds, whole.Samples));
        Assert.Equal("trials took turns with another worker's, and the counter has both", whole.GpuEnergy!.Reason);
    }

    [Fact]
    public void A_counter_that_stands_still_is_not_zero()
    {
        Assert.Equal(
            new() { Updates = 0, Reason = "the counter was not seen to move" },
            Of(Ring(MachineSeries.GpuEnergy, (0, 5), (1000, 5), (4000, 5)), Trial(0, 4000)).Whole().GpuEnergy);
        Assert.Null(Of(Ring(MachineSeries.CpuUser, (0, 5), (4000, 6)), Trial(0, 4000)).Whole().GpuEnergy);
    }

    [Fact]
    public void Reasons_of_clocks_are_counted_by_name()
    {
        var ring = Ring(MachineSeries.GpuClockReasons, (0, 0), (100, 4), (200, 0x44), (300, double.NaN), (400, 1));

        Assert.Equal(
            new Dictionary<string, int> { ["HardwareThermal"] = 1, ["PowerCap"] = 2 }, Of(ring, Trial(0, 300)).Whole().ClockReasons);
        Assert.Empty(Of(ring, Trial(0, 50)).Whole().ClockReasons!);
        Assert.Null(Of(Ring(MachineSeries.CpuUser, (0, 1)), Trial(0, 50)).Whole().ClockReasons);
    }

    [Fact]
    public void Samples_that_made_room_are_not_guessed()
    {
        var ring = new SampleRing(2);
        foreach (long at in (long[])[0, 100, 200, 300])
            ring.Next(at).Fill(at);

        Assert.Equal((2, new UseFigures(250, 300, 2)), (Of(ring, Trial(0, 300)).Whole().Samples, Of(ring, Trial(0, 300)).Whole().Figures["gpu_power"]));
    }
}
