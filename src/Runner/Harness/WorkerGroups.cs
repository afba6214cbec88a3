using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Worker;
using InferBench.Runner.Worker.Wire;
using static System.FormattableString;

namespace InferBench.Runner.Harness;

/// <summary>
/// Runs each group in a process of its own. A case that takes its worker down is a failed record, and a new worker goes on
/// with the next case.
/// </summary>
/// <param name="runId">Same for all records of the run.</param>
/// <param name="environment">The machine.</param>
/// <param name="settings">How cases are measured.</param>
/// <param name="retries">How often a case that took its worker down is tried again.</param>
/// <param name="launch">How workers are started.</param>
/// <param name="limits">When a worker counts as hung.</param>
/// <param name="log">Keeps what they print.</param>
/// <param name="time">The clock.</param>
public sealed class WorkerGroups(
    string runId, EnvironmentInfo environment, MeasurementSettings settings, int retries, WorkerLaunch launch, WorkerLimits limits,
    WorkerLog log, TimeProvider time)
{
    /// <summary>Whose turn trials wait for, where another worker measures in between; null where none does.</summary>
    internal TrialTurns.Side? Turns { get; init; }

    // A model that takes so many workers down in one way while it is opened would do so with every case that is left.
    private const int MostAlike = 3;

    // Even with the longest names and reasons, an order of so many fits into a frame.
    private const int MostCases = 5_000;

    /// <summary>Runs the cases in order.</summary>
    /// <param name="group">The cases and their model.</param>
    /// <param name="progress">Told between trials.</param>
    /// <param name="finished">Takes each record as soon as its case is over.</param>
    /// <param name="cancellation">Lets the running trial finish.</param>
    /// <exception cref="OperationCanceledException">Cancelled; the running case has no record, and no worker is left.</exception>
    public void Run(
        CaseGroup group, Action<CaseProgress> progress, Action<RunRecord> finished, CancellationToken cancellation)
    {
        var left = new Queue<PlannedCase>(group.Cases);
        int deaths = 0, alike = 0;
        string? unopened = null, earlier = null;
        RunRecord? notChecked = null;
        while (left.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            if (left.All(c => c.SkipReason is not null))
            {
                new GroupRunner(runId, environment, settings, time).Run(group with { Cases = [.. left] }, progress, finished, cancellation);
                return;
            }

            var turn = group with { Cases = [.. left.Take(MostCases)] };
            int others = left.Count - turn.Cases.Count;
            var started = time.GetUtcNow();
            notChecked = null;
            var death = new WorkerTurn(launch, log, limits, time, Turns).Run(Order(turn), WentOn, TryFinish, cancellation, measured: record => notChecked = record);
            if (left.Count == others)
                continue;
            death ??= new("ended", "the worker process ended before its last case", Opened: true);
            if (notChecked is { } figures && TryFinish(NotChecked(figures, Reason.Of(death.Reason, group.ModelPath))))
                continue;
            alike = death.Opened ? 0 : death.What == unopened ? alike + 1 : 1;
            unopened = death.Opened ? null : death.What;
            if (alike >= MostAlike * (1 + retries))
            {
                while (left.TryDequeue(out var other))
                    finished(Failed(other, Invariant($"{death.Reason}; so did {alike} workers in a row, and no other was started"), group, started));
            }
            else if (deaths++ >= retries)
            {
                finished(Failed(left.Dequeue(), death.Reason, group, started));
                deaths = 0;
            }
            else
            {
                earlier = Reason.Of(death.Reason, group.ModelPath);
            }

            void WentOn(CaseWentOn news)
            {
                if (news.Trials == 0)
                    started = time.GetUtcNow();
                if (left.TryPeek(out var running))
                    progress(new(running.Spec, news.Phase, news.Trials));
            }
        }

        bool TryFinish(RunRecord record)
        {
            if (!left.TryPeek(out var running) || running.CaseId != record.CaseId || running.OrderIndex != record.OrderIndex)
                return false;
            left.Dequeue();
            notChecked = null;
            // One copy of what all records share, in a run of thousands.
            record = record with { Environment = environment, Settings = settings, Case = running.Spec };
            finished(deaths == 0 ? record : record with
            {
                Warnings = [.. record.Warnings, new(WarningCode.Retried, Invariant($"measured at try {deaths + 1}; before, {earlier}"))],
            });
            deaths = 0;
            return true;
        }
    }

    private static RunRecord NotChecked(RunRecord record, string reason)
    {
        Correctness correctness = new() { NotChecked = reason };
        Placement placement = new() { NotObserved = reason };
        return record with { Correctness = correctness, Placement = placement, Grade = placement.On(correctness.On(record.Grade)) };
    }

    private RunGroup Order(CaseGroup group) =>
        new() { RunId = runId, Environment = environment, Settings = settings, Group = group, TakesTurns = Turns is not null };

    private RunRecord Failed(PlannedCase planned, string reason, CaseGroup group, DateTimeOffset started) =>
        BlankRecord.Of(planned, runId, environment, settings, started) with
        {
            Status = planned.SkipReason is null ? CaseStatus.Failed : CaseStatus.Skipped,
            Reason = planned.SkipReason ?? Reason.Of(reason, group.ModelPath),
        };
}
