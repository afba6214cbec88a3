namespace InferBench.Runner.Records;

/// <summary>Which way a metric is better.</summary>
public enum MetricDirection
{
    HigherIsBetter,
    LowerIsBetter,
}

/// <summary>One metric: the only place its title, unit and definition are written.</summary>
/// <param name="Id">Key in records.</param>
/// <param name="Title">Column heading.</param>
/// <param name="Unit">Unit of every number under this id in statistics and values.</param>
/// <param name="Direction">Which way is better.</param>
/// <param name="Definition">What is measured, in the terms t0, t1, tk of benchmarks of text generation.</param>
/// <param name="Version">Raised whenever the definition changes meaning.</param>
/// <param name="IsSingle">One number for the whole case, instead of samples with a distribution.</param>
/// <param name="Member">Where a single number stands, if not in a record's values.</param>
public sealed record Metric(
    string Id, string Title, string Unit, MetricDirection Direction, string Definition, int Version = 1, bool IsSingle = false,
    MetricMember? Member = null)
{
    /// <summary>Where in a record its numbers stand.</summary>
    public string FoundIn => Member?.Path ?? (IsSingle ? "values" : "statistics");

    /// <summary>A record's one number; null where there is none, and where it has a distribution instead.</summary>
    public double? Single(RunRecord record) => Member is not null ? Member.Read(record)
        : record.Values.TryGetValue(Id, out double value) ? value : null;
}

/// <summary>A member of a record that holds a metric.</summary>
/// <param name="Path">Its name in JSON.</param>
/// <param name="Read">The number; null where there is none.</param>
public sealed record MetricMember(string Path, Func<RunRecord, double?> Read);

/// <summary>
/// Every metric InferBench writes. t0: the prompt's ids are in the input buffer and the next statement calls the engine;
/// tk: the ids of the k-th of n generated tokens are on the host, one of each sequence; b: batch. Depth tokens are in the KV
/// cache before t0, put there once a case by an untimed prompt: a trial writes only positions after them, and attention
/// reads none beyond those it has written, so every trial finds the same cache. Metrics of kernels name members of the record.
/// </summary>
public static class MetricCatalog
{
    private const MetricDirection Higher = MetricDirection.HigherIsBetter;
    private const MetricDirection Lower = MetricDirection.LowerIsBetter;

    /// <summary>All metrics, in the order of tables.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        new(MetricId.PrefillTps, "prefill", "tokens/s", Higher, "b x prompt / prefill.time"),
        new(MetricId.DecodeTps, "decode", "tokens/s", Higher, "b x (n - 1) / decode.time"),
        new(MetricId.OutputTps, "output", "tokens/s", Higher, "b x n / e2e"),
        new(MetricId.Ttft, "TTFT", "s", Lower, "t1 - t0"),
        new(MetricId.PrefillTime, "prefill time", "s", Lower, "time until the last prompt position's logits are on the host - t0; tokens of the depth are in the KV cache before t0, and trials write only after them"),
        new(MetricId.Itl, "ITL", "s", Lower, "tk - t(k-1) for k = 2..n, all timed"),
        new(MetricId.DecodeTime, "decode time", "s", Lower, "tn - t1"),
        new(MetricId.Tpot, "TPOT", "s", Lower, "(tn - t1) / (n - 1)"),
        new(MetricId.E2e, "E2E", "s", Lower, "tn - t0"),
        new(MetricId.LoadFile, "load file", "s", Lower, "reading the graph and weight files once, whatever the page cache held", IsSingle: true),
        new(MetricId.LoadSession, "load session", "s", Lower, "creating the engine's session from the files", IsSingle: true),
        new(MetricId.LoadGenerator, "load generator", "s", Lower, "allocating on a new session what the case's generation needs: keys and values, inputs, logits, the engine's state of the search", IsSingle: true),
        new(MetricId.LoadFirstToken, "first token", "s", Lower, "the first prefill and token selection on a new session; with a depth, the run that fills the KV cache too", IsSingle: true),
        new(MetricId.MemoryPeakRss, "peak memory", "bytes", Lower, "peak resident memory of the process that ran the case, from opening its model to the end of the case; one process runs all cases of a run", IsSingle: true),
        new(MetricId.MemoryDevicePeak, "device memory", "bytes", Lower, "memory of the GPU that the process which ran the case had in use, its context's own included, the higher of after opening its model and after the case, by NVML", IsSingle: true),
        new(MetricId.MemoryArenaUnused, "unused arena", "ratio", Lower, "1 - the most that was in use at one time / the bytes that ONNX Runtime's arena held when the case ended, of the memory that the model runs in, since its session was made", IsSingle: true),
        new(MetricId.EnergyPerToken, "energy", "J", Lower, "energy that the counters of all processor packages (RAPL) rose by, from before the first timed trial to after the last, 2 s or more / (timed trials x b x n); of a CUDA device the rise of NVML's energy counter between the first and the last time it was seen to move, 2 s or more apart, / that time x the same span; nothing is taken off for idling", IsSingle: true),
        new(MetricId.SelfNsPerToken, "loop", "ns", Lower, "timed loop outside the engine call and outside token selection, per step, which gives b tokens"),
        new(MetricId.SelfArgmaxNs, "selection", "ns", Lower, "token selection from logits on the host, argmax or sampler, with their conversion from float16, per step, which gives b tokens"),
        new(MetricId.SelfAllocated, "allocated", "bytes", Lower, "managed bytes that the timing thread allocated during timed spans", IsSingle: true),
        new(MetricId.SelfGc, "collections", "count", Lower, "garbage collections of the process during timed spans", IsSingle: true),
        new(MetricId.Mbu, "MBU", "ratio", Higher, "bytes a decode step must move, weights and keys and values, / median of tpot / read bandwidth measured in this run at a working set of as many bytes on as many threads", IsSingle: true),
        new(MetricId.MbuMemory, "MBU of memory", "ratio", Higher, "the same / read bandwidth of the largest working set, which is in memory", IsSingle: true),
        new(MetricId.Mfu, "MFU", "ratio", Higher, "floating-point operations of the prefill, weights, logits and attention, / median of prefill.time / roof.compute, the highest peak measured in this run on as many threads; of quantised weights the higher of fp32 and int8", IsSingle: true),
        new(MetricId.CostPrompt, "prompt cost", "currency/Mtoken", Lower, "price per hour / 3600 / median of prefill.tps x 1,000,000", IsSingle: true),
        new(MetricId.CostGenerated, "generated cost", "currency/Mtoken", Lower, "price per hour / 3600 / median of decode.tps x 1,000,000", IsSingle: true),
        new(MetricId.QualityKl, "KL", "nats", Lower, "mean over quality.positions of the sum over the vocabulary of p ln(p / q): p of quality.against, q of the model, of the next id after the same ids", IsSingle: true, Member: new("quality.kl_mean", r => r.Quality?.KlMean)),
        new(MetricId.QualityKlMax, "largest KL", "nats", Lower, "the same, the largest of any position", IsSingle: true, Member: new("quality.kl_max", r => r.Quality?.KlMax)),
        new(MetricId.QualityTop1, "top-1", "ratio", Higher, "positions at which the model and quality.against have the same most likely id / quality.positions", IsSingle: true, Member: new("quality.top1_agreement", r => r.Quality?.Top1Agreement)),
        new(MetricId.Perplexity, "perplexity", "count", Lower, "e^(mean of -ln p of each given id after the first), p from the ids before it in its window; windows of perplexity.window_ids ids share one with the next, and begin with an empty cache", IsSingle: true, Member: new("perplexity.value", r => r.Perplexity?.Value)),
        new(MetricId.CpuClock, "clock", "Hz", Higher, "highest clock of the processors before and after the timed trials, the lower of the two", IsSingle: true),
        new(MetricId.GpuClock, "GPU clock", "Hz", Higher, "cycles of a multiprocessor / time, both counted by the GPU itself from before a trial's launches until after them, of trials that take 20 us or more"),
        new(MetricId.KernelTime, "time", "s", Lower, "time of a trial's launches / launches, from before the first call to after the last return; on a GPU between two events around them, on its own clock, with nothing of the operands in its caches unless the case is cached"),
        new(MetricId.KernelFlops, "rate", "FLOP/s", Higher, "kernel.flops of the record's kernel / kernel.time; a multiply-add is two, integer operations count too"),
        new(MetricId.KernelBandwidth, "bandwidth", "bytes/s", Higher, "kernel.bytes of the record's kernel, each operand read once and each result written once, / kernel.time"),
        new(MetricId.KernelOfCeiling, "of ceiling", "ratio", Higher, "roof.seconds, what the run's ceilings allow / median of kernel.time", IsSingle: true),
        new(MetricId.KernelOfReference, "of reference", "ratio", Higher, "reference.seconds, the fastest library's median at the same shape and threads in this run / median of kernel.time", IsSingle: true),
        new(MetricId.KernelError, "error", "ratio", Lower, "largest error against float64 of the same inputs / what data type and length of the sums allow, of a launch before the timed ones", IsSingle: true),
        new(MetricId.KernelLaunches, "launches", "count", Lower, "launches of a trial, as many as take a millisecond", IsSingle: true),
        new(MetricId.KernelWorkingSet, "working set", "bytes", Lower, "bytes that launches go round through, all copies of rotated operands counted", IsSingle: true),
    ];

    private static readonly Dictionary<string, Metric> ById = All.ToDictionary(m => m.Id);

    /// <summary>Version of the definition behind each of the ids.</summary>
    public static IReadOnlyDictionary<string, int> Versions(IEnumerable<string> ids) =>
        ids.Distinct().ToDictionary(id => id, id => Get(id).Version);

    /// <summary>The metric that somebody means by an id, or by a title of tables, in small letters or large; null where there is none.</summary>
    public static Metric? Find(string name) =>
        All.FirstOrDefault(m => m.Id.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? All.FirstOrDefault(m => m.Title.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The metric with this id.</summary>
    /// <exception cref="KeyNotFoundException">No such metric.</exception>
    public static Metric Get(string id) => ById[id];
}
