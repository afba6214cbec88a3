using InferBench.Runner.Devices;
using InferBench.Runner.Records;
using InferBench.Runner.Statistics;

namespace InferBench.Benchmarks;

/// <summary>A record as a case with many trials leaves it.</summary>
internal static class TypicalRecord
{
    /// <summary>The same each time, but for the machine and the moment.</summary>
    /// <param name="sampleCount">Samples of its one series.</param>
    public static RunRecord Create(int sampleCount)
    {
        var random = new Random(1);
        long[] samples = [.. Enumerable.Range(0, sampleCount).Select(_ => random.NextInt64(800_000, 1_200_000))];
        var described = Descriptive.Describe([.. samples.Select(ns => ns / 1e9)]);
        string[] measured = [.. MetricCatalog.All.Where(m => !m.IsSingle).Select(m => m.Id)];
        return new()
        {
            Schema = RunRecord.CurrentSchema,
            RunId = "01234567",
            CaseId = "0123456789ab",
            Status = CaseStatus.Ok,
            Case = new() { Engine = "ort", Device = "cpu", Model = "synth:llama-15m:int4", Prompt = 128, Generate = 64, Seed = 1 },
            Settings = new(),
            Engine = new() { Name = "ort", Version = "1.30.0", Library = "libonnxruntime.so.1", Provider = "CPUExecutionProvider", Threads = 2, Kv = "shared" },
            Device = new() { Id = "cpu", Name = "CPU" },
            Environment = new EnvironmentProbe().Read(),
            Trials = 42,
            WarmUpTrials = 10,
            Samples = new Dictionary<string, SampleSeries> { [MetricId.Itl] = new() { Count = sampleCount, Values = samples } },
            Statistics = measured.ToDictionary(id => id, _ => described),
            Values = MetricCatalog.All.Where(m => m.IsSingle).ToDictionary(m => m.Id, _ => 12345678.0),
            NotMeasured = new Dictionary<string, string>(),
            Definitions = MetricCatalog.Versions(MetricCatalog.All.Select(m => m.Id)),
            TokenHash = "0123456789abcdef",
            OrderIndex = 0,
            Started = TimeProvider.System.GetUtcNow(),
            Warnings = [],
        };
    }
}
