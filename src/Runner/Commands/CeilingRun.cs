using InferBench.Runner.Harness;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Sinks;
using InferBench.Runner.Store;

namespace InferBench.Runner.Commands;

/// <summary>Measures ceilings beside a run's cases, in a worker of their own, and keeps their records.</summary>
/// <param name="run">The run.</param>
/// <param name="groups">Who measures.</param>
/// <param name="firstPlace">Place of the first in the run.</param>
/// <param name="view">Shows progress.</param>
/// <param name="cancellation">Ends it between trials.</param>
internal sealed class CeilingRun(RecordedRun run, GroupRun groups, int firstPlace, ProgressView view, CancellationToken cancellation)
{
    private int place = firstPlace;

    /// <summary>Measures some, one or more.</summary>
    /// <returns>Their records, whatever became of them.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; complete ones are in the file.</exception>
    public List<RunRecord> Measure(IReadOnlyList<CaseSpec> ceilings)
    {
        var records = new List<RunRecord>();
        int first = place;
        place += ceilings.Count;
        run.RunCeilings(RunCeilings.Group(ceilings, first), groups, view, records.Add, cancellation);
        return records;
    }

    /// <summary>Measures one for a case that exceeded it; null where that gave no figure.</summary>
    public RunRecord? Again(CaseSpec ceiling)
    {
        try
        {
            return Measure([ceiling]).Find(r => r.Status == CaseStatus.Ok);
        }
        // The record that asks for it is not written yet, and must not be lost; a full disk refuses that one, too, and it travels on.
        catch (Exception e) when (e is OperationCanceledException or ResultNotWrittenException)
        {
            return null;
        }
    }
}
