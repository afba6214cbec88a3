using InferBench.Runner.Devices;
using InferBench.Runner.Records;

namespace InferBench.Runner.Worker;

/// <summary>
/// Peak resident memory of each case: the higher of what loading its model took and what the case took, so that the
/// order of cases on one model does not matter.
/// </summary>
internal sealed class CaseMemory
{
    private string? reason;
    private long? whileLoading;

    /// <summary>Before a model is opened: gives back what came before it and starts counting.</summary>
    public CaseMemory()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        Start();
    }

    /// <summary>The model is open.</summary>
    public void Loaded() => whileLoading = PeakMemory.ReadBytes();

    /// <summary>A case begins.</summary>
    public void Start()
    {
        FreedMemory.GiveBack();
        if (!PeakMemory.TryReset(out string? refused))
            reason ??= refused;
    }

    /// <summary>The case is over: its peak, or why there is none.</summary>
    public void AddPeak(Dictionary<string, double> values, Dictionary<string, string> notMeasured)
    {
        if (reason is null && PeakMemory.ReadBytes() is { } peak)
            values.Add(MetricId.MemoryPeakRss, Math.Max(peak, whileLoading ?? 0));
        else
            notMeasured.Add(MetricId.MemoryPeakRss, reason ?? "this kernel does not tell the peak memory of a process");
    }
}
