using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Store;

namespace InferBench.Runner.Harness;

/// <summary>Runs a group's cases in order and hands over each record: in this process, or in another.</summary>
/// <param name="group">The cases and their model.</param>
/// <param name="progress">Told between trials.</param>
/// <param name="finished">Takes each record as soon as its case is over.</param>
/// <param name="cancellation">Lets the running trial finish.</param>
public delegate void GroupRun(
    CaseGroup group, Action<CaseProgress> progress, Action<RunRecord> finished, CancellationToken cancellation);

/// <summary>Runs a plan's groups one after another and keeps each record before the next case starts.</summary>
public static class PlanRun
{
    /// <param name="plan">What to run.</param>
    /// <param name="run">Runs a group.</param>
    /// <param name="file">Takes every record as soon as it is there.</param>
    /// <param name="progress">Told between trials.</param>
    /// <param name="finished">Told of every record, after it was written.</param>
    /// <exception cref="OperationCanceledException">Cancelled; records of complete cases are in the file.</exception>
    /// <exception cref="ResultNotWrittenException">The disk refused a record; it travels with the exception.</exception>
    public static void Run(
        RunPlan plan, GroupRun run, ResultsFile file,
        Action<CaseProgress> progress, Action<RunRecord> finished, CancellationToken cancellation)
    {
        var repeats = new List<RunRecord>();
        var clocks = new List<double>();
        foreach (var group in plan.Groups)
            run(group, progress, Keep, cancellation);

        // What a later repeat says of this record is worked out by who reads them: what was written stays as it is.
        void Keep(RunRecord record)
        {
            if (record.Anchor is not null)
                repeats.Add(record with { Samples = new Dictionary<string, SampleSeries>() });
            foreach (var drift in AnchorDrift.Of(repeats))
                record = drift.Mark(record);
            if (ClockDrop.Clock(record) is { } clock)
                clocks.Add(clock);
            record = ClockDrop.Mark(record, ClockDrop.Median(clocks));
            file.Append(record);
            finished(record);
        }
    }
}
