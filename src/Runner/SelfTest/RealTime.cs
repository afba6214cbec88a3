using InferBench.Runner.Devices;
using InferBench.Runner.Records;
using static System.FormattableString;

namespace InferBench.Runner.SelfTest;

/// <summary>An engine that keeps a processor busy for a known time, on the clock that models are measured with.</summary>
internal sealed class RealTime(EnvironmentInfo environment)
{
    private const int Generate = 33, Trials = 12;
    private const long Step = 1_000_000;

    // Other work on the machine may come between the engine's own look at the clock and ours.
    private const double MedianTolerance = 0.01, TailTolerance = 0.05;

    // Of a busy one; what is wrong with our clock is wrong each time.
    private const int Attempts = 3;

    private readonly TimeProvider time = TimeProvider.System;
    private readonly long[] ends = new long[2 * Trials * Generate];
    private int calls;

    public IEnumerable<Planted> All => [Planted.Truth("an engine that is busy for 1 ms a token, by the real clock", ObserveSeldomDisturbed)];

    private Observation ObserveSeldomDisturbed()
    {
        var seen = Observe();
        for (int i = 1; i < Attempts && !seen.IsRight; i++)
            seen = Observe();
        return seen;
    }

    private Observation Observe()
    {
        calls = 0;
        var settings = new MeasurementSettings { WarmUp = 3, Trials = Trials };
        var summary = new PlantedCase(Generate, settings).Run(
            new((_, _) => Step, Pass) { During = (_, _) => ends[calls++] = time.GetTimestamp() }, time, MachineProbe.OfThisMachine(environment).Read);
        double[] seen = [.. Enumerable.Range(0, calls).Where(i => i >= summary.WarmUpTrials * Generate && i % Generate > 0)
            .Select(i => time.GetElapsedTime(ends[i - 1], ends[i]).TotalSeconds).Order()];
        var itl = summary.Statistics[MetricId.Itl];
        double median = seen[seen.Length / 2], tail = seen[(int)(0.95 * seen.Length)];
        bool right = itl.Count == seen.Length && itl.Min >= Step / 1e9
            && Math.Abs(itl.Median - median) <= MedianTolerance * median && Math.Abs(itl.P95 - tail) <= TailTolerance * tail;
        return new(right, Invariant(
            $"median {itl.Median * 1e3:0.0000} ms and 95th percentile {itl.P95 * 1e3:0.0000} ms; the engine itself saw {median * 1e3:0.0000} ms and {tail * 1e3:0.0000} ms (allowed is {100 * MedianTolerance:0} % and {100 * TailTolerance:0} %)"));
    }

    private void Pass(long nanoseconds)
    {
        long start = time.GetTimestamp();
        while (time.GetElapsedTime(start).Ticks * TimeSpan.NanosecondsPerTick < nanoseconds)
        {
        }
    }
}
