using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Store;
using InferBench.Runner.Worker;

namespace InferBench.Runner.Harness;

/// <summary>Runs a plan's groups one after another and keeps each record before the next case starts.</summary>
public static class PlanRun
{
    /// <param name="plan">What to run.</param>
    /// <param name="worker">Runs a group.</param>
    /// <param name="file">Takes every record as soon as it is there.</param>
    /// <param name="progress">Told between trials.</param>
    /// <param name="finished">Told of every record, after it was written.</param>
    /// <exception cref="OperationCanceledException">Cancelled; records of complete cases are in the file.</exception>
    /// <exception cref="ResultNotWrittenException">The disk refused a record; it travels with the exception.</exception>
    public static void Run(
        RunPlan plan, GroupRunner worker, ResultsFile file,
        Action<CaseProgress> progress, Action<RunRecord> finished, CancellationToken cancellation)
    {
        foreach (var group in plan.Groups)
            worker.Run(group, progress, Keep, cancellation);

        void Keep(RunRecord record)
        {
            file.Append(record);
            finished(record);
        }
    }
}
