using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace InferBench.Runner.Store;

/// <summary>Sequences that a thread of their own makes while what came before is used.</summary>
public static class ReadAhead
{
    private const int BatchSize = 32, MostBatches = 2;

    /// <summary>The same sequence, some batches ahead of its reader. An exception of it comes in place of the batch it spoils.</summary>
    public static IEnumerable<T> Of<T>(IEnumerable<T> source)
    {
        using var batches = new BlockingCollection<T[]>(MostBatches);
        using var stop = new CancellationTokenSource();
        ExceptionDispatchInfo? failure = null;
        var maker = new Thread(Make) { IsBackground = true };
        maker.Start();
        try
        {
            foreach (var batch in batches.GetConsumingEnumerable())
            {
                foreach (var item in batch)
                    yield return item;
            }
        }
        finally
        {
            stop.Cancel();
            maker.Join();
        }

        failure?.Throw();

        void Make()
        {
            try
            {
                foreach (var batch in source.Chunk(BatchSize))
                    batches.Add(batch, stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Nobody reads any more.
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }

            batches.CompleteAdding();
        }
    }
}
