using InferBench.Runner.Records;
using InferBench.Runner.Worker.Wire;

namespace InferBench.Runner.Harness;

/// <summary>Finds out what an order asks of a model: in this process, or in another.</summary>
/// <param name="order">The order.</param>
/// <param name="progress">Told the phase and how many positions are done.</param>
/// <param name="cancellation">Ends it at once.</param>
/// <returns>What was found.</returns>
/// <exception cref="AssessmentFailedException">Nothing was, and the message says why.</exception>
/// <exception cref="OperationCanceledException">Cancelled; nothing is known.</exception>
public delegate Assessment AssessmentRun(AssessModel order, Action<CasePhase, int> progress, CancellationToken cancellation);

/// <summary>Nothing could be found out of a model.</summary>
public sealed class AssessmentFailedException(string reason) : Exception(reason);

/// <summary>
/// Assesses a model in a worker of its own: what was measured before is out of reach of whatever becomes of it, and its memory is
/// its own.
/// </summary>
/// <param name="launch">How workers are started.</param>
/// <param name="limits">When a worker counts as hung.</param>
/// <param name="log">Keeps what they print.</param>
/// <param name="time">The clock.</param>
public sealed class AssessmentWorker(WorkerLaunch launch, WorkerLimits limits, WorkerLog log, TimeProvider time)
{
    /// <inheritdoc cref="AssessmentRun"/>
    public Assessment Run(AssessModel order, Action<CasePhase, int> progress, CancellationToken cancellation)
    {
        Assessment? found = null;
        var death = new WorkerTurn(launch, log, limits, time).Run(
            order, news => progress(news.Phase, news.Trials), _ => false, cancellation, news => found = (news as ModelAssessed)?.Found);
        return found ?? throw new AssessmentFailedException(death?.Reason ?? "the worker process ended without an answer");
    }
}
