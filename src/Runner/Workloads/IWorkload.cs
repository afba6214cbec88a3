using InferBench.Runner.Measurement;

namespace InferBench.Runner.Workloads;

/// <summary>Something that can be timed again and again under the same conditions.</summary>
public interface IWorkload : IDisposable
{
    /// <summary>Puts everything back to the state in which a trial starts. Untimed.</summary>
    void Prepare();

    /// <summary>Runs one trial. The only method that takes timestamps.</summary>
    void RunTrial();

    /// <summary>Adds the last trial's raw times to <paramref name="samples"/>. Untimed.</summary>
    void Collect(SampleSet samples);
}
