using InferBench.Runner.Measurement;
using InferBench.Runner.Records;
using InferBench.Runner.Worker;

namespace InferBench.Runner.Tests.Worker;

/// <summary>Measurements for tests.</summary>
internal static class TestMeasurements
{
    /// <summary>Five trials that nothing can be said against but by their samples.</summary>
    public static CaseMeasurement Sound(SampleSet samples) => new()
    {
        Settings = new(),
        Watched = [MetricId.DecodeTime],
        Samples = samples,
        Trials = 5,
        Starts = [],
        WarmUpTrials = 3,
        Settled = true,
        StopReason = StopReason.Converged,
        Elapsed = TimeSpan.FromSeconds(60),
        Allocated = 0,
        Collections = 0,
    };
}
