using InferBench.Runner.Measurement;
using InferBench.Runner.Workloads;

namespace InferBench.Runner.Profile.Passes;

/// <summary>
/// Trials without a profiler, which alone are timed as a case's, with those of the other passes in turns with them: before one, after the
/// next, and so on. What a shared machine does in a second meets all.
/// </summary>
/// <param name="plain">The workload without a profiler; closed with this.</param>
/// <param name="passes">The others; closed with this.</param>
internal sealed class InTurns(IGenerationWorkload plain, IReadOnlyList<ProfilingPass> passes) : IGenerationWorkload
{
    private bool othersFirst;

    public IReadOnlyList<string> Watched => plain.Watched;

    public PhaseTimes Phases => plain.Phases;

    public string? OutputHash => plain.OutputHash;

    public int[] Tokens(int sequence) => plain.Tokens(sequence);

    public TimeSpan RunFirstToken() => plain.RunFirstToken();

    public void Prepare()
    {
        othersFirst = !othersFirst;
        if (othersFirst)
            RunOthers();
        plain.Prepare();
    }

    public void RunTrial() => plain.RunTrial();

    public void Collect(SampleSet samples)
    {
        plain.Collect(samples);
        if (!othersFirst)
            RunOthers();
    }

    public void Dispose()
    {
        foreach (var pass in passes)
            pass.Dispose();
        plain.Dispose();
    }

    private void RunOthers()
    {
        foreach (var pass in passes)
            pass.RunTrial();
    }
}
