namespace InferBench.Runner.Records;

/// <summary>What a metric is for, and how it misleads.</summary>
/// <param name="Meaning">What it tells, in plain words.</param>
/// <param name="Pitfall">What it does not tell, or is taken for.</param>
public sealed record MetricNote(string Meaning, string Pitfall);

/// <summary>A note on every metric of <see cref="MetricCatalog"/>.</summary>
public static class MetricNotes
{
    private static readonly Dictionary<string, MetricNote> ById = new()
    {
        [MetricId.PrefillTps] = new("how fast the prompt is read", "grows with the prompt's length until the processor is busy: compare equal prompts; a graph that makes logits for every position does more work"),
        [MetricId.DecodeTps] = new("how fast tokens are generated once the first is there, all sequences together", "it falls as the cache grows: compare equal depth, prompt and generated length; other tools begin with an empty cache"),
        [MetricId.OutputTps] = new("generated tokens over the whole generation, prompt included", "mixes prefill and decode: long prompts make it small whatever decode does"),
        [MetricId.Ttft] = new("how long a user waits for the first token", "no queue, network or tokenizer is in it, as there is in a server's"),
        [MetricId.PrefillTime] = new("time of the prompt alone, without choosing a token", "not the time to first token, which has token selection too"),
        [MetricId.Itl] = new("time between two tokens: its percentiles tell stutter", "\"ITL\" has many meanings: some count the first token in, some pool chunks of a stream; gaps of one trial are not independent, so there is no interval"),
        [MetricId.DecodeTime] = new("time of all tokens after the first", "grows with the generated length"),
        [MetricId.Tpot] = new("average time of a token after the first", "an average of one trial: a pause is spread over all tokens; itl shows it"),
        [MetricId.E2e] = new("time from prompt to last token", "compare equal prompt and generated lengths only"),
        [MetricId.LoadFile] = new("how long the files take to read", "a second run finds them in the page cache, which this does not empty"),
        [MetricId.LoadSession] = new("how long the engine takes to make a session", "graph optimisation is in it; of a group of cases only the first has it"),
        [MetricId.LoadGenerator] = new("how long the engine takes from its session to being ready for a prompt", "memory that is only reserved here is paid for at the first token"),
        [MetricId.LoadFirstToken] = new("how long the first token of a new session takes", "cold caches and lazy allocation are in it: never mixed with ttft"),
        [MetricId.MemoryDevicePeak] = new("most device memory the case was seen to have", "the runtime's arena gives nothing back while a case runs, so that what it took is there at the end; what a library took and gave back in between is not seen"),
        [MetricId.MemoryArenaUnused] = new("how much of the runtime's arena was held for nothing", "pieces that fit no request and room taken ahead look the same; weights in allocations of their own are no part of it"),
        [MetricId.MemoryPeakRss] = new("most memory the case had in use", "mapped files count while they are resident; what the page cache holds besides does not"),
        [MetricId.EnergyPerToken] = new("what a generated token costs in energy, of all sequences together, with its share of the prompt and of pauses between trials", "of all packages, whatever else they did, idling and other programs included: a slow case pays for more idling; memory outside of the packages, fans and the power supply are not in it, and GPUs only where the case runs on one, alone"),
        [MetricId.SelfNsPerToken] = new("what InferBench's own loop costs", "is part of itl"),
        [MetricId.SelfArgmaxNs] = new("what choosing a token costs", "is part of itl; engines that choose on the device hide it"),
        [MetricId.SelfAllocated] = new("memory that the harness allocated while the clock ran", "0 is the target; native allocations do not count"),
        [MetricId.SelfGc] = new("garbage collections while the clock ran", "0 is the target"),
        [MetricId.Mbu] = new("how much of the bandwidth that serves the model decode uses: near 1 it cannot become faster without moving less", "a model that fits a cache is held against that cache; a large batch is bound by arithmetic, and its MBU is low for that"),
        [MetricId.MbuMemory] = new("the same against memory", "above 1 for a model that a cache holds: no fault, and no ceiling"),
        [MetricId.Mfu] = new("how much of the arithmetic the prompt uses", "short prompts are bound by bytes, not arithmetic; the peak is the highest of our own kernels and of libraries' float32 products, and byte instructions that neither uses, such as tiles, may exceed it"),
        [MetricId.CostPrompt] = new("what a million prompt tokens cost on a machine paid by the hour", "of a machine that does nothing else, always busy; a view with --price-per-hour, in no record of a run"),
        [MetricId.CostGenerated] = new("what a million generated tokens cost on a machine paid by the hour", "of this batch: more sequences at once make each token cheaper; the time of the prompt is not in it"),
        [MetricId.QualityKl] = new("what a lower precision changes: how far its next-token distribution is from the more precise variant's, on average; 0 is none", "of the ids that were fed: seeded ones are no text, so give some with --eval-ids; of random weights it is not worked out, and it is no part of the grade"),
        [MetricId.QualityKlMax] = new("the position that the precision changes most", "one position: it grows with their number"),
        [MetricId.QualityTop1] = new("how often both precisions would take the same token, greedily", "of a few hundred positions it moves by a percent or more with the ids; where two tokens are nearly as likely, a change costs nothing"),
        [MetricId.Perplexity] = new("how surprised the model is by given ids: as if it chose evenly among so many each time", "compare equal ids and windows of models with one tokenizer only; of random weights it is near the vocabulary, and says nothing"),
        [MetricId.CpuClock] = new("the clock the case was measured at", "read at the two ends only; many virtual machines do not tell it"),
        [MetricId.GpuClock] = new("how fast the GPU's multiprocessors ran", "below three quarters of its highest the figures are suspect: it was too hot, or at its limit of power"),
        [MetricId.KernelTime] = new("time of one launch", "of a trial's launches together: short ones are not timed one by one"),
        [MetricId.KernelFlops] = new("arithmetic per second", "by the formula of the problem, whatever the kernel computes beyond it"),
        [MetricId.KernelBandwidth] = new("bytes per second that the problem must move", "operands that stay in a cache make it higher than memory allows"),
        [MetricId.KernelOfCeiling] = new("how much of what the machine allows was reached", "the ceilings are measured too, and move with the machine"),
        [MetricId.KernelOfReference] = new("speed beside the fastest library found here", "above 1 our kernel is faster; a library that was not found counts for nothing"),
        [MetricId.KernelError] = new("how wrong the results are, as a share of what is allowed", "above 1 the kernel gets no time"),
        [MetricId.KernelLaunches] = new("launches timed together", "more for shorter kernels"),
        [MetricId.KernelWorkingSet] = new("bytes that launches read again and again: decides which cache serves them", "rotated copies count, so that operands come from memory"),
    };

    /// <summary>The note on a metric.</summary>
    /// <exception cref="KeyNotFoundException">No such metric.</exception>
    public static MetricNote Get(string id) => ById[id];
}
