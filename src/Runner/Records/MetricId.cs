namespace InferBench.Runner.Records;

/// <summary>Ids of the metrics, written once. What each means stands in <see cref="MetricCatalog"/>.</summary>
public static class MetricId
{
    public const string Ttft = "ttft";
    public const string PrefillTime = "prefill.time";
    public const string PrefillTps = "prefill.tps";
    public const string Itl = "itl";
    public const string DecodeTime = "decode.time";
    public const string DecodeTps = "decode.tps";
    public const string Tpot = "tpot";
    public const string E2e = "e2e";
    public const string OutputTps = "output.tps";
    public const string LoadFile = "load.file";
    public const string LoadSession = "load.session";
    public const string LoadGenerator = "load.generator";
    public const string LoadFirstToken = "load.first_token";
    public const string MemoryPeakRss = "memory.peak_rss";
    public const string MemoryDevicePeak = "memory.device_peak";
    public const string MemoryArenaUnused = "memory.arena_unused";
    public const string EnergyPerToken = "energy.joule_per_token";
    public const string SelfNsPerToken = "self.ns_per_token";
    public const string SelfArgmaxNs = "self.argmax_ns";
    public const string SelfAllocated = "self.allocated";
    public const string SelfGc = "self.gc";
    public const string Mbu = "mbu";
    public const string MbuMemory = "mbu.dram";
    public const string Mfu = "mfu";
    public const string CostPrompt = "cost.prompt";
    public const string CostGenerated = "cost.generated";
    public const string QualityKl = "quality.kl";
    public const string QualityKlMax = "quality.kl_max";
    public const string QualityTop1 = "quality.top1";
    public const string Perplexity = "perplexity";
    public const string CpuClock = "cpu.clock";
    public const string GpuClock = "gpu.clock";
    public const string KernelTime = "kernel.time";
    public const string KernelFlops = "kernel.flops";
    public const string KernelBandwidth = "kernel.bandwidth";
    public const string KernelOfCeiling = "kernel.of_ceiling";
    public const string KernelOfReference = "kernel.of_reference";
    public const string KernelError = "kernel.error";
    public const string KernelLaunches = "kernel.launches";
    public const string KernelWorkingSet = "kernel.working_set";
}
