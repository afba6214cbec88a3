using InferBench.Runner.Measurement;

namespace InferBench.Runner.Workloads;

/// <summary>Something that can be timed again and again under the same conditions.</summary>
public interface IWorkload : IDisposable
{
    /// <summary>
    /// Ids of the series that must settle before measuring starts and whose medians must be known well before it ends;
    /// each gets one sample per trial.
    /// </summary>
    IReadOnlyList<string> Watched { get; }

    /// <summary>Puts everything back to the state in which a trial starts. Untimed.</summary>
    void Prepare();

    /// <summary>Runs one trial. The only method that takes timestamps.</summary>
    void RunTrial();

    /// <summary>Adds the last trial's raw times to <paramref name="samples"/>. Untimed.</summary>
    void Collect(SampleSet samples);

    /// <summary>Hash of the tokens the last trial produced; null for work that produces none. Untimed.</summary>
    string? OutputHash { get; }
}
