using InferBench.Runner.Records;

namespace InferBench.Runner.Telemetry;

/// <summary>One exported metric: its name, unit (UCUM), description and, for a histogram, its bounds.</summary>
internal sealed record MetricName(string Name, string? Unit, string Description, double[]? Bounds = null);

/// <summary>A figure of a case that is exported as a gauge: the median of its samples, or its one number.</summary>
/// <param name="Id">Metric of a record.</param>
/// <param name="Name">As it is exported.</param>
/// <param name="Factor">From the record's unit to that of the name.</param>
internal sealed record CaseGauge(string Id, MetricName Name, double Factor = 1);

/// <summary>A series of samples that is exported as its mean.</summary>
/// <param name="Series">Which.</param>
/// <param name="Name">As it is exported.</param>
/// <param name="Part">The attribute that tells it from others of that name; null where there is none.</param>
/// <param name="OfCpu">Whether it is of the processors' hardware.</param>
/// <param name="OfGpu">Whether it is of a GPU.</param>
internal sealed record MachineGauge(
    MachineSeries Series, MetricName Name, KeyValuePair<string, object?>? Part = null, bool OfCpu = false, bool OfGpu = false);

/// <summary>
/// Every name that leaves this process as telemetry. <c>gen_ai.*</c> and the advice on its buckets are OpenTelemetry's semantic
/// conventions for generative AI (1.41.1, in development), <c>hw.*</c>, <c>system.*</c> and <c>process.*</c> those for hardware, systems and
/// processes (1.44.0); <c>inferbench.*</c> is our own.
/// </summary>
internal static class TelemetryNames
{
    public const string Scope = "inferbench";
    public const string RuntimeMeter = "System.Runtime";

    public const string OperationName = "gen_ai.operation.name";
    public const string ProviderName = "gen_ai.provider.name";
    public const string RequestModel = "gen_ai.request.model";
    public const string MaxTokens = "gen_ai.request.max_tokens";
    public const string Temperature = "gen_ai.request.temperature";
    public const string TopK = "gen_ai.request.top_k";
    public const string TopP = "gen_ai.request.top_p";
    public const string RequestSeed = "gen_ai.request.seed";
    public const string InputTokens = "gen_ai.usage.input_tokens";
    public const string OutputTokens = "gen_ai.usage.output_tokens";
    public const string TokenType = "gen_ai.token.type";
    public const string TokenModality = "gen_ai.token.modality";
    public const string ErrorType = "error.type";

    public const string RunId = "inferbench.run.id";
    public const string CaseId = "inferbench.case.id";
    public const string CaseStatus = "inferbench.case.status";
    public const string CaseOrder = "inferbench.case.order_index";
    public const string CaseRepeat = "inferbench.case.anchor_repeat";
    public const string Device = "inferbench.device";
    public const string DeviceName = "inferbench.device.name";
    public const string Engine = "inferbench.engine";
    public const string EngineVersion = "inferbench.engine.version";
    public const string Precision = "inferbench.precision";
    public const string Batch = "inferbench.batch";
    public const string Depth = "inferbench.depth";
    public const string Prompt = "inferbench.prompt";
    public const string Generate = "inferbench.generate";
    public const string Threads = "inferbench.threads";
    public const string Kernel = "inferbench.kernel";
    public const string Shape = "inferbench.shape";
    public const string Grade = "inferbench.grade";
    public const string GradeReason = "inferbench.grade.reason";
    public const string Trials = "inferbench.trials";
    public const string TracedTrials = "inferbench.trials.traced";
    public const string Trial = "inferbench.trial";

    public const string HardwareId = "hw.id";
    public const string HardwareType = "hw.type";
    public const string HardwareName = "hw.name";
    public const string CpuMode = "cpu.mode";
    public const string MemoryState = "system.memory.state";
    public const string ClockReason = "inferbench.gpu.clock_reason";

    /// <summary>True on a case whose record does not say when its trials began.</summary>
    public const string ReconstructedStarts = "inferbench.trials.starts_reconstructed";

    /// <summary>The operation that a generation from token ids is.</summary>
    public const string TextCompletion = "text_completion";

    private static readonly double[] TokenBounds =
        [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];

    private static readonly double[] DurationBounds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];

    private static readonly double[] FirstTokenBounds =
        [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    private static readonly double[] PerTokenBounds = [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5];

    public static MetricName OperationDuration { get; } = new(
        "gen_ai.client.operation.duration", "s", "Time of one generation, from prompt to last token.", DurationBounds);

    public static MetricName RequestDuration { get; } = new(
        "gen_ai.server.request.duration", "s", "Time of one generation, from prompt to last token; no server is in between.", DurationBounds);

    public static MetricName TimeToFirstToken { get; } = new(
        "gen_ai.server.time_to_first_token", "s", "Time to the first token of one generation.", FirstTokenBounds);

    public static MetricName TimePerOutputToken { get; } = new(
        "gen_ai.server.time_per_output_token", "s", "Time of the tokens after the first / their number, one sample a generation.", PerTokenBounds);

    public static MetricName TokenUsage { get; } = new(
        "gen_ai.client.token.usage", "{token}", "Tokens of one generation, of all its sequences.", TokenBounds);

    /// <summary>What takes the place of <see cref="TokenUsage"/> in the coming conventions (semantic-conventions-genai, change 374).</summary>
    public static MetricName OperationInputTokens { get; } = new(
        "gen_ai.client.inference.operation.input_tokens", "{token}", "Prompt tokens of one generation, of all its sequences.", TokenBounds);

    public static MetricName OperationOutputTokens { get; } = new(
        "gen_ai.client.inference.operation.output_tokens", "{token}", "Generated tokens of one generation, of all its sequences.", TokenBounds);

    public static MetricName UsageInputTokens { get; } = new(
        "gen_ai.client.inference.usage.input_tokens", "{token}", "Prompt tokens fed in timed trials.");

    public static MetricName UsageOutputTokens { get; } = new(
        "gen_ai.client.inference.usage.output_tokens", "{token}", "Tokens generated in timed trials.");

    /// <summary>40 factors of the square root of 2 from 10 us: the last is above 10 s. Only where there is no exponential histogram.</summary>
    public static MetricName InterTokenLatency { get; } = new(
        "inferbench.inter_token_latency", "s", "Time between two tokens; of a case with more than 2,000 a uniform subset of as many.",
        [.. Enumerable.Range(0, 41).Select(k => double.Round(1e-5 * Math.Pow(2, k / 2.0), 9))]);

    public static MetricName Cases { get; } = new("inferbench.cases", "{case}", "Cases by how they ended.");

    public static MetricName Grades { get; } = new("inferbench.grades", "{case}", "Measured cases by their grade: figures of invalid ones are not exported.");

    public static MetricName GradeFindings { get; } = new("inferbench.grade_findings", "{finding}", "What was found against figures, by reason.");

    public static MetricName TimedTrials { get; } = new("inferbench.timed_trials", "{trial}", "Timed trials.");

    public static MetricName CaseInfo { get; } = new("inferbench.case.info", null, "1; its attributes say what a case is, to be joined by inferbench.case.id.");

    /// <summary>The figures of a case; what a price makes of them is a view, and no record has it.</summary>
    public static IReadOnlyList<CaseGauge> Gauges { get; } =
    [
        Median(MetricId.PrefillTps, "inferbench.prefill.throughput", "{token}/s"),
        Median(MetricId.DecodeTps, "inferbench.decode.throughput", "{token}/s"),
        Median(MetricId.OutputTps, "inferbench.output.throughput", "{token}/s"),
        Median(MetricId.Ttft, "inferbench.first_token.duration", "s"),
        Median(MetricId.PrefillTime, "inferbench.prefill.duration", "s"),
        Median(MetricId.Itl, "inferbench.inter_token.duration", "s"),
        Median(MetricId.DecodeTime, "inferbench.decode.duration", "s"),
        Median(MetricId.Tpot, "inferbench.output_token.duration", "s"),
        Median(MetricId.E2e, "inferbench.generation.duration", "s"),
        Single(MetricId.LoadFile, "inferbench.load.file.duration", "s"),
        Single(MetricId.LoadSession, "inferbench.load.session.duration", "s"),
        Single(MetricId.LoadGenerator, "inferbench.load.generator.duration", "s"),
        Single(MetricId.LoadFirstToken, "inferbench.load.first_token.duration", "s"),
        Single(MetricId.MemoryPeakRss, "inferbench.memory.peak", "By"),
        Single(MetricId.MemoryDevicePeak, "inferbench.memory.device.peak", "By"),
        Single(MetricId.MemoryArenaUnused, "inferbench.memory.arena.unused", "1"),
        Single(MetricId.EnergyPerToken, "inferbench.energy_per_token", "J"),
        Median(MetricId.SelfNsPerToken, "inferbench.self.loop.duration", "s", 1e-9),
        Median(MetricId.SelfArgmaxNs, "inferbench.self.selection.duration", "s", 1e-9),
        Single(MetricId.SelfAllocated, "inferbench.self.allocated", "By"),
        Single(MetricId.SelfGc, "inferbench.self.collections", "{collection}"),
        Single(MetricId.Mbu, "inferbench.mbu", "1"),
        Single(MetricId.MbuMemory, "inferbench.mbu_memory", "1"),
        Single(MetricId.Mfu, "inferbench.mfu", "1"),
        Single(MetricId.QualityKl, "inferbench.quality.kl_mean", "{nat}"),
        Single(MetricId.QualityKlMax, "inferbench.quality.kl_max", "{nat}"),
        Single(MetricId.QualityTop1, "inferbench.quality.top1_agreement", "1"),
        Single(MetricId.Perplexity, "inferbench.perplexity", "{id}"),
        Single(MetricId.CpuClock, "inferbench.cpu.clock", "Hz"),
        Median(MetricId.GpuClock, "inferbench.gpu.clock", "Hz"),
        Median(MetricId.KernelTime, "inferbench.kernel.duration", "s"),
        Median(MetricId.KernelFlops, "inferbench.kernel.throughput", "{FLOP}/s"),
        Median(MetricId.KernelBandwidth, "inferbench.kernel.bandwidth", "By/s"),
        Single(MetricId.KernelOfCeiling, "inferbench.kernel.of_ceiling", "1"),
        Single(MetricId.KernelOfReference, "inferbench.kernel.of_reference", "1"),
        Single(MetricId.KernelError, "inferbench.kernel.error", "1"),
        Single(MetricId.KernelLaunches, "inferbench.kernel.launches", "{launch}"),
        Single(MetricId.KernelWorkingSet, "inferbench.kernel.working_set", "By"),
    ];

    public static MetricName Power { get; } = new("hw.power", "W", "Power, mean while the last case was timed.");

    public static MetricName Energy { get; } = new("hw.energy", "J", "Energy used while cases were timed, those too short to tell it left out.");

    public static MetricName LogicalCount { get; } = new("system.cpu.logical.count", "{cpu}", "Logical processors of the machine that the last case ran on.");

    public static MetricName ProcessUtilization { get; } = new(
        "process.cpu.utilization", "1", "Processor time of the process that ran the last case / time of all processors.");

    public static MetricName ProcessTime { get; } = new("process.cpu.time", "s", "Processor time of the processes that ran cases, while those were timed.");

    public static MetricName ClockReasons { get; } = new(
        "inferbench.gpu.clock_reasons", "1", "Share of the last case's samples in which the GPU's clocks were held down, by reason.");

    public static MetricName SampleDuration { get; } = new("inferbench.sampler.duration", "s", "What a sample took of the sampler's own thread, mean of the last case.");

    /// <summary>What is sampled of machine, process and GPU while a case is timed: the mean.</summary>
    public static IReadOnlyList<MachineGauge> MachineGauges { get; } =
    [
        new(MachineSeries.CpuUser, SystemUtilization, new(CpuMode, "user")),
        new(MachineSeries.CpuSystem, SystemUtilization, new(CpuMode, "system")),
        new(MachineSeries.CpuSteal, SystemUtilization, new(CpuMode, "steal")),
        new(MachineSeries.CpuClock, Sampled(MachineSeries.CpuClock, "system.cpu.frequency", "Hz")),
        new(MachineSeries.MemoryUsed, Sampled(MachineSeries.MemoryUsed, "system.memory.usage", "By"), new(MemoryState, "used")),
        new(MachineSeries.GroupCpu, Sampled(MachineSeries.GroupCpu, "inferbench.cgroup.cpu", "{processor}")),
        new(MachineSeries.GroupThrottled, Sampled(MachineSeries.GroupThrottled, "inferbench.cgroup.throttled", "{processor}")),
        new(MachineSeries.ProcessMemory, Sampled(MachineSeries.ProcessMemory, "process.memory.usage", "By")),
        new(MachineSeries.CpuTemperature, Heat, OfCpu: true),
        new(MachineSeries.GpuUtilization, Sampled(MachineSeries.GpuUtilization, "hw.gpu.utilization", "1"), OfGpu: true),
        new(MachineSeries.GpuMemory, Sampled(MachineSeries.GpuMemory, "hw.gpu.memory.usage", "By"), OfGpu: true),
        new(MachineSeries.GpuPower, Power, OfGpu: true),
        new(MachineSeries.GpuTemperature, Heat, OfGpu: true),
        new(MachineSeries.GpuSmClock, Sampled(MachineSeries.GpuSmClock, "inferbench.gpu.sm.clock", "Hz"), OfGpu: true),
        new(MachineSeries.GpuMemoryClock, Sampled(MachineSeries.GpuMemoryClock, "inferbench.gpu.memory.clock", "Hz"), OfGpu: true),
    ];

    /// <summary>Whether a metric of the machine counts what all cases used.</summary>
    public static bool IsTotal(string name) => name == Energy.Name || name == ProcessTime.Name;

    /// <summary>Whether a metric of the machine is a level, which the conventions add up over machines.</summary>
    public static bool IsLevel(string name) => name is "system.cpu.logical.count" or "system.memory.usage" or "process.memory.usage" or "hw.gpu.memory.usage";

    private static MetricName SystemUtilization => new("system.cpu.utilization", "1", "Share of all processors' time by mode, mean while the last case was timed.");

    private static MetricName Heat => new("hw.temperature", "Cel", "Temperature, mean while the last case was timed: of the processors the hottest sensor.");

    private static MetricName Sampled(MachineSeries series, string name, string unit) =>
        new(name, unit, $"Mean while the last case was timed: {MachineSeriesCatalog.Get(series).Definition}.");

    /// <summary>Whether a metric has a series for every case.</summary>
    public static bool IsByCase(string name) =>
        name == InterTokenLatency.Name || name == CaseInfo.Name || Gauges.Any(gauge => gauge.Name.Name == name);

    private static CaseGauge Median(string id, string name, string unit, double factor = 1) =>
        new(id, new(name, unit, $"Median of {MetricCatalog.Get(id).Definition}."), factor);

    private static CaseGauge Single(string id, string name, string unit) =>
        new(id, new(name, unit, $"{MetricCatalog.Get(id).Definition}."));
}
