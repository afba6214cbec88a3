namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>How a run's keys and values reach the next run.</summary>
public enum KvMode
{
    /// <summary>Past and present are one buffer; a run writes only the new positions.</summary>
    Shared,

    /// <summary>Past and present are two buffers; every run copies all past positions.</summary>
    Copied,
}
