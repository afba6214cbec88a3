using InferBench.Runner.Records;

namespace InferBench.Runner.Tests;

/// <summary>Records with round numbers, for tests of everything that reads records.</summary>
internal static class TestRecords
{
    public static RunRecord Ok() => new()
    {
        Schema = RunRecord.CurrentSchema,
        RunId = "run",
        CaseId = "0123456789ab",
        Status = CaseStatus.Ok,
        Case = new() { Engine = "ort", Device = "cpu", Model = "synth:llama-15m:int4", Prompt = 128, Generate = 64, Seed = 1 },
        Settings = new(),
        Engine = new() { Name = "ort", Version = "1.30.0", Library = "libonnxruntime.so.1", Provider = "CPUExecutionProvider", Threads = 2, Kv = "shared" },
        Device = new() { Id = "cpu", Name = "Test CPU" },
        Environment = new()
        {
            Os = "Test OS",
            Cpu = new() { Model = "Test CPU", Architecture = "X64", LogicalCores = 2 },
            Dotnet = ".NET 10.0.0",
            Inferbench = "0.1.0",
            BuildConfiguration = "Release",
        },
        Trials = 12,
        WarmUpTrials = 3,
        Statistics = new Dictionary<string, Distribution>
        {
            [MetricId.PrefillTps] = Around(12345.6, 0.01),
            [MetricId.DecodeTps] = Around(1234.5, 0.02),
            [MetricId.Ttft] = Around(0.0104, 0.01),
            [MetricId.Itl] = Around(0.00081, 0.05) with { MedianInterval = null },
        },
        Values = new Dictionary<string, double> { [MetricId.MemoryPeakRss] = 150 * 1024 * 1024 },
        Samples = new Dictionary<string, SampleSeries> { [MetricId.Ttft] = new() { Count = 2, Values = [10_400_000, 10_300_000] } },
        NotMeasured = new Dictionary<string, string>(),
        Definitions = MetricCatalog.Versions([MetricId.DecodeTps, MetricId.Ttft]),
        Warnings = [],
        OrderIndex = 0,
        Started = new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero),
    };

    /// <summary>20 samples of everything in 2 s, of a GPU too.</summary>
    public static MachineUse Use() => new()
    {
        Interval = 100,
        Samples = 22,
        SampleSeconds = 0.0001,
        LongestSampleSeconds = 0.0005,
        Whole = new()
        {
            Seconds = 4,
            Samples = 20,
            Figures = MachineSeriesCatalog.All.Where(s => s.Unit is not ("J" or "bits")).ToDictionary(s => s.Name, s => new UseFigures(0.5, 0.75, 20)),
            ClockReasons = new Dictionary<string, int> { ["PowerCap"] = 5 },
            ProcessorEnergy = new() { Joules = 100, Seconds = 2.5, Updates = 20 },
            GpuEnergy = new() { Joules = 900, Seconds = 3, Updates = 20 },
        },
        Decode = new() { Seconds = 0.2, Samples = 0, Figures = new Dictionary<string, UseFigures>(), Reason = "no sample fell into it: 2 x 0.100 s" },
        NotObserved = new Dictionary<string, string> { ["group_throttled"] = "no control group of this process counts throttling" },
    };

    public static ModelInfo Model(string precision) => new()
    {
        Name = "llama-110m",
        Geometry = new()
        {
            Layers = 2,
            Hidden = 64,
            Intermediate = 160,
            Heads = 4,
            KvHeads = 2,
            HeadSize = 16,
            Vocabulary = 320,
            Positions = 2_048,
            TiedEmbeddings = false,
        },
        Parameters = 110_000_000,
        Bytes = 1_000,
        Precision = precision,
        Logits = "last",
        Layout = "genai",
        Attention = "grouped-query",
        WeightSeed = 0,
    };

    /// <summary>A repeat of the anchor.</summary>
    public static RunRecord Repeat(int number, int place, double decode, double prefill = 1000) => Ok() with
    {
        OrderIndex = 100 + number,
        Anchor = new(number, place),
        Statistics = new Dictionary<string, Distribution>
        {
            [MetricId.DecodeTps] = Around(decode, 0.01),
            [MetricId.PrefillTps] = Around(prefill, 0.01),
        },
    };

    public static RunRecord Skipped() => Ok() with
    {
        Status = CaseStatus.Skipped,
        Reason = "found prompt [red]4096 + gen 64 tokens",
        Case = Ok().Case with { Prompt = 4096 },
        Engine = null,
        Trials = 0,
        Statistics = new Dictionary<string, Distribution>(),
        Values = new Dictionary<string, double>(),
    };

    /// <summary>A case on a device that is not here.</summary>
    public static RunRecord Absent(string device, string reason) => Skipped() with
    {
        Reason = reason,
        Absent = device,
        Case = Ok().Case with { Device = device },
        Device = new() { Id = device, Name = "not looked at" },
    };

    public static Distribution Around(double median, double halfWidth) => new()
    {
        Count = 12,
        Mean = median,
        Median = median,
        Mad = median / 100,
        Min = median / 2,
        Max = median * 2,
        P5 = median / 2,
        P95 = median * 1.5,
        Outliers = 1,
        MedianInterval = new(median * (1 - halfWidth), median * (1 + halfWidth)),
    };
}
