using System.Globalization;
using InferBench.Runner.Devices.Sampling;
using InferBench.Runner.Measurement;
using InferBench.Runner.Records;
using static System.FormattableString;

namespace InferBench.Runner.Worker;

/// <summary>What samples say of the phases of a case's timed trials.</summary>
/// <param name="ring">The samples.</param>
/// <param name="trials">The timed trials, in their order.</param>
/// <param name="frequency">Units of the clock in a second.</param>
/// <param name="takesTurns">Whether another worker measured in between.</param>
internal sealed class UseReduction(SampleRing ring, IReadOnlyList<TrialSpan> trials, long frequency, bool takesTurns)
{
    private static readonly MachineSeries[] Apart = [MachineSeries.PackageEnergy, MachineSeries.GpuEnergy, MachineSeries.GpuClockReasons];

    /// <summary>All of it, as a record has it.</summary>
    /// <param name="sampler">Whose samples they are; it has stopped.</param>
    /// <param name="trials">The timed trials, in their order.</param>
    /// <param name="frequency">Units of the clock in a second.</param>
    /// <param name="takesTurns">Whether another worker measured in between.</param>
    public static MachineUse Of(MachineSampler sampler, IReadOnlyList<TrialSpan> trials, long frequency, bool takesTurns)
    {
        var reduction = new UseReduction(sampler.Ring, trials, frequency, takesTurns);
        return new()
        {
            Interval = sampler.Interval,
            Samples = sampler.Ring.Taken,
            Lost = sampler.Ring.Lost,
            SampleSeconds = Short(sampler.Cost.TotalSeconds),
            LongestSampleSeconds = Short(sampler.LongestCost.TotalSeconds),
            Whole = reduction.Whole(),
            Prefill = reduction.Prefill(),
            Decode = reduction.Decode(),
            NotObserved = reduction.NotObserved(sampler),
        };
    }

    public UseWindow Whole() => Window(takesTurns || trials.Count == 0 ? [.. trials.Select(t => (t.Start, t.End))] : [(trials[0].Start, trials[^1].End)]);

    public UseWindow? Prefill()
    {
        (long, long)[] spans = [.. from t in trials where t.Phases.PrefillEnd is not null select (t.Start, t.Phases.PrefillEnd!.Value)];
        return spans.Length == 0 ? null : Window(spans);
    }

    public UseWindow? Decode()
    {
        (long, long)[] spans = [.. from t in trials where t.Phases.DecodeStart is not null select (t.Phases.DecodeStart!.Value, t.End)];
        return spans.Length == 0 ? null : Window(spans);
    }

    private UseWindow Window((long From, long To)[] spans)
    {
        int[] place = Places(spans);
        int samples = place.Count(span => span >= 0);
        int pairs = Enumerable.Range(1, Math.Max(place.Length - 1, 0)).Count(i => place[i] >= 0 && place[i] == place[i - 1]);
        double seconds = Seconds(spans.Sum(s => s.To - s.From));
        var figures = new Dictionary<string, UseFigures>();
        foreach (var info in MachineSeriesCatalog.All.Where(info => !Apart.Contains(info.Series)))
        {
            if ((info.IsCounted ? Counted(info.Series, place) : Gauged(info.Series, place)) is { } found)
                figures.Add(info.Name, found);
        }

        return new()
        {
            Seconds = Short(seconds),
            Samples = samples,
            Figures = figures,
            ClockReasons = ClockReasons(place),
            ProcessorEnergy = Energy(MachineSeries.PackageEnergy, place),
            GpuEnergy = Energy(MachineSeries.GpuEnergy, place),
            Reason = samples == 0 ? Invariant($"no sample fell into it: {spans.Length} x {seconds / Math.Max(spans.Length, 1):0.000} s")
                : pairs == 0 ? Invariant($"no two samples fell into one of it, {spans.Length} x {seconds / spans.Length:0.000} s: nothing is said of what is counted")
                : null,
        };
    }

    // The span that each sample fell into, or -1. Both are in the order of time.
    private int[] Places((long From, long To)[] spans)
    {
        int[] place = new int[ring.Count];
        int span = 0;
        for (int i = 0; i < place.Length; i++)
        {
            while (span < spans.Length && spans[span].To < ring.Time(i))
                span++;
            place[i] = span < spans.Length && spans[span].From <= ring.Time(i) ? span : -1;
        }

        return place;
    }

    private UseFigures? Gauged(MachineSeries series, int[] place)
    {
        double[] told = [.. Enumerable.Range(0, place.Length).Where(i => place[i] >= 0).Select(i => ring.Value(i, series)).Where(value => !double.IsNaN(value))];
        return told.Length == 0 ? null : new(Short(told.Average()), Short(told.Max()), told.Length);
    }

    private UseFigures? Counted(MachineSeries series, int[] place)
    {
        double risen = 0, passed = 0, highest = 0;
        int pairs = 0;
        for (int i = 1; i < place.Length; i++)
        {
            double rise = ring.Value(i, series) - ring.Value(i - 1, series), took = Seconds(ring.Time(i) - ring.Time(i - 1));
            // What was not told has no rise, and what fell was set back.
            if (place[i] < 0 || place[i] != place[i - 1] || !(rise >= 0) || took <= 0)
                continue;
            (risen, passed, highest, pairs) = (risen + rise, passed + took, Math.Max(highest, rise / took), pairs + 1);
        }

        return pairs == 0 ? null : new(Short(risen / passed), Short(highest), pairs);
    }

    private UseEnergy? Energy(MachineSeries series, int[] place)
    {
        if (Enumerable.Range(0, place.Length).All(i => double.IsNaN(ring.Value(i, series))))
            return null;
        var runs = new List<CounterRun>();
        int span = -1;
        for (int i = 0; i < place.Length; i++)
        {
            if (place[i] < 0 || double.IsNaN(ring.Value(i, series)))
                continue;
            if (place[i] != span)
                runs.Add(new());
            span = place[i];
            runs[^1].Add(ring.Time(i), ring.Value(i, series));
        }

        int updates = runs.Sum(run => run.Updates);
        var enough = runs.Where(run => Seconds(run.Ticks) >= UseEnergy.FewestSeconds).ToArray();
        string? why = takesTurns ? "trials took turns with another worker's, and the counter has both"
            : updates == 0 ? "the counter was not seen to move"
            : enough.Length == 0 ? Invariant($"the counter was seen to move over {Seconds(runs.Max(run => run.Ticks)):0.0} s at a time at most, and at least {UseEnergy.FewestSeconds:0} s are needed")
            : null;
        return why is not null
            ? new() { Updates = updates, Reason = why }
            : new() { Updates = updates, Joules = Short(enough.Sum(run => run.Risen)), Seconds = Short(Seconds(enough.Sum(run => run.Ticks))) };
    }

    private Dictionary<string, int>? ClockReasons(int[] place)
    {
        double[] told = [.. Enumerable.Range(0, place.Length).Where(i => place[i] >= 0).Select(i => ring.Value(i, MachineSeries.GpuClockReasons)).Where(bits => !double.IsNaN(bits))];
        return told.Length == 0 ? null : told.SelectMany(GpuSensors.Names).CountBy(name => name).OrderBy(name => name.Key, StringComparer.Ordinal).ToDictionary();
    }

    private Dictionary<string, string> NotObserved(MachineSampler sampler)
    {
        var reasons = new Dictionary<string, string>();
        foreach (var info in MachineSeriesCatalog.All)
        {
            if (Enumerable.Range(0, ring.Count).All(i => double.IsNaN(ring.Value(i, info.Series))) && sampler.WhyNot(info.Series) is { } reason)
                reasons.Add(info.Name, reason);
        }

        if (sampler.WhyNoGpu is { } none)
            reasons.Add("gpu", none);
        return reasons;
    }

    private double Seconds(long ticks) => (double)ticks / frequency;

    // Six digits are more than samples know, and a record has dozens of these.
    private static double Short(double value) => double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>A counter that moves now and then, as it was seen in one span without a break.</summary>
    private sealed class CounterRun
    {
        private double last = double.NaN, first;
        private long firstAt, lastAt;

        public int Updates { get; private set; }

        public double Risen => Updates < 2 ? 0 : last - first;

        public long Ticks => Updates < 2 ? 0 : lastAt - firstAt;

        public void Add(long at, double value)
        {
            if (value > last)
            {
                if (Updates++ == 0)
                    (first, firstAt) = (value, at);
                lastAt = at;
            }

            last = value;
        }
    }
}
