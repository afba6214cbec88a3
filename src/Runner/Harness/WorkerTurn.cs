using System.ComponentModel;
using InferBench.Runner.Devices;
using InferBench.Runner.Records;
using InferBench.Runner.Worker.Wire;
using static System.FormattableString;

namespace InferBench.Runner.Harness;

/// <summary>How a worker that did not finish its group ended.</summary>
/// <param name="What">What happened, such as <c>was killed by SIGSEGV</c>.</param>
/// <param name="Reason">The same in a sentence, with while what, and why.</param>
/// <param name="Opened">Whether it had opened the model.</param>
internal sealed record WorkerDeath(string What, string Reason, bool Opened);

/// <summary>One worker, from its start to its end.</summary>
internal sealed class WorkerTurn(WorkerLaunch launch, WorkerLog log, WorkerLimits limits, TimeProvider time, TrialTurns.Side? turns = null)
{
    private CasePhase? phase;
    private int trials;
    private bool opened;

    /// <summary>Lets a new worker run a group, or answer an order of another kind.</summary>
    /// <param name="order">What to do.</param>
    /// <param name="wentOn">Told how far the running case has come.</param>
    /// <param name="finished">Takes each record; false where it is not that of the running case.</param>
    /// <param name="cancellation">Lets the running trial finish and ends the worker; where no trial is running, at once.</param>
    /// <param name="answered">Takes the answer; null where a group was ordered.</param>
    /// <param name="measured">Takes a record whose outputs are not checked yet; null where that is not asked.</param>
    /// <returns>Null where the worker finished.</returns>
    /// <exception cref="OperationCanceledException">Cancelled, and the worker has ended.</exception>
    public WorkerDeath? Run(
        WorkerOrder order, Action<CaseWentOn> wentOn, Func<RunRecord, bool> finished, CancellationToken cancellation,
        Action<WorkerNews>? answered = null, Action<RunRecord>? measured = null)
    {
        var before = OomKills.Read();
        try
        {
            using var worker = WorkerProcess.Start(launch, log);
            worker.SendFirst(order);
            string? killedFor = Listen(worker, wentOn, finished, answered, measured, cancellation, out bool whole);
            if (killedFor is not null)
                worker.Kill();
            int? exitCode = worker.End();
            cancellation.ThrowIfCancellationRequested();
            if (whole && exitCode == ExitCode.Ok)
                return null;
            return killedFor is null
                ? Death(ProcessEnd.Describe(exitCode), ProcessEnd.WhyKilled(exitCode, before, OomKills.Read()), worker.LastWords)
                : Death(killedFor, null, worker.LastWords);
        }
        catch (Win32Exception e)
        {
            // The exception's own message names the folder that the user works in.
            return new("", $"no worker process could be started: {new Win32Exception(e.NativeErrorCode).Message}", Opened: false);
        }
        finally
        {
            turns?.End();
        }
    }

    private WorkerDeath Death(string what, string? why, string? lastWords) => new(
        what,
        $"the worker process {what}{While()}{(why is null ? "" : $", {why}")}{(lastWords is null ? "" : $"; the last it printed: {lastWords}")}",
        opened);

    private string While() => phase switch
    {
        null => opened ? " between two cases" : " before it began",
        CasePhase.Tokenizing => " while it turned text into token ids",
        CasePhase.Opening => " while it opened the model",
        CasePhase.Preparing => " before the first trial",
        CasePhase.WarmUp => Invariant($" while it warmed up, after trial {trials}"),
        CasePhase.Check => " while it checked the outputs",
        CasePhase.Quality => " while it worked out quality",
        _ => Invariant($" while it measured, after trial {trials}"),
    };

    /// <returns>Why the worker has to be killed; null where its stream ended.</returns>
    private string? Listen(
        WorkerProcess worker, Action<CaseWentOn> wentOn, Func<RunRecord, bool> finished, Action<WorkerNews>? answered, Action<RunRecord>? measured,
        CancellationToken cancellation, out bool whole)
    {
        whole = false;
        var silence = new Silence(worker.Process, limits, time);
        var stop = cancellation;
        while (true)
        {
            Heard? heard;
            try
            {
                heard = worker.Next(silence.NextLook, stop);
            }
            catch (OperationCanceledException)
            {
                if (phase is not (CasePhase.WarmUp or CasePhase.Measure or CasePhase.Check))
                    return "was stopped";
                turns?.End();
                worker.Resume();
                worker.Send(new StopRun());
                stop = CancellationToken.None;
                continue;
            }

            if (heard is not { } next)
            {
                if (turns is { IsWaiting: true })
                    silence.Broken();
                else if (silence.Verdict() is { } verdict)
                    return $"was killed as hung (it {verdict})";
                continue;
            }

            silence.Broken();
            switch (next.News)
            {
                case CaseWentOn news:
                    (phase, trials) = (news.Phase, news.Trials);
                    opened |= news.Phase is not (CasePhase.Opening or CasePhase.Tokenizing);
                    wentOn(news);
                    break;
                case TurnAsked when turns is not null:
                    turns.Ask(worker.Pause, worker.GiveTurn);
                    break;
                case CaseMeasured news:
                    measured?.Invoke(news.Record);
                    break;
                case CaseFinished news:
                    if (!finished(news.Record))
                        return "was killed for sending the record of another case";
                    phase = null;
                    turns?.End();
                    worker.Send(new RecordKept());
                    // Its model may have been assessed meanwhile, for as long as that took.
                    silence.Broken();
                    break;
                case ModelAssessed or TextTokenized when answered is not null:
                    answered(next.News);
                    break;
                case GroupFinished:
                    whole = true;
                    break;
                default:
                    return next.Garbage is null ? null : $"was killed for sending what is no message ({next.Garbage})";
            }
        }
    }
}
