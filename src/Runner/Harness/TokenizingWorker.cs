using InferBench.Runner.Records;
using InferBench.Runner.Worker.Wire;

namespace InferBench.Runner.Harness;

/// <summary>
/// Turns texts into token ids in workers: tokenizer files come from strangers, and what the native library makes of them stays out
/// of this process.
/// </summary>
/// <param name="launch">How workers are started.</param>
/// <param name="limits">When a worker counts as hung.</param>
/// <param name="log">Keeps what they print.</param>
/// <param name="time">The clock.</param>
public sealed class TokenizingWorker(WorkerLaunch launch, WorkerLimits limits, WorkerLog log, TimeProvider time)
{
    /// <param name="order">The text and the folder of the tokenizer.</param>
    /// <param name="cancellation">Ends it at once.</param>
    /// <returns>The ids, or why there are none; a worker that dies has none.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public TokenizedText Run(TokenizeText order, CancellationToken cancellation)
    {
        TokenizedText? found = null;
        var death = new WorkerTurn(launch, log, limits, time).Run(
            order, _ => { }, _ => false, cancellation, news => found = (news as TextTokenized)?.Found);
        return found ?? new(Refused: death?.Reason ?? "the worker process ended without an answer");
    }
}
