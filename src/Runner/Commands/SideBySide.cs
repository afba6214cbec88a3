using System.Runtime.ExceptionServices;

namespace InferBench.Runner.Commands;

/// <summary>Does two things at once, each on a thread of its own, which worker processes on Linux need to live.</summary>
internal static class SideBySide
{
    /// <summary>Does both; where one throws, the other is cancelled.</summary>
    /// <param name="first">Done on this thread.</param>
    /// <param name="second">Done on another.</param>
    /// <param name="cancellation">Cancels both.</param>
    /// <exception cref="OperationCanceledException">Cancelled, and neither threw anything else.</exception>
    public static (T First, T Second) Run<T>(Func<CancellationToken, T> first, Func<CancellationToken, T> second, CancellationToken cancellation)
        where T : class
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        List<Exception> thrown = [];
        T? mine = null, yours = null;
        var other = new Thread(() => yours = Attempt(second));
        other.Start();
        mine = Attempt(first);
        other.Join();
        if ((thrown.Find(e => e is not OperationCanceledException) ?? thrown.FirstOrDefault()) is { } worst)
            ExceptionDispatchInfo.Throw(worst);
        return (mine!, yours!);

        T? Attempt(Func<CancellationToken, T> work)
        {
            try
            {
                return work(stop.Token);
            }
#pragma warning disable CA1031 // It is thrown again when both have ended.
            catch (Exception e)
#pragma warning restore CA1031
            {
                lock (thrown)
                    thrown.Add(e);
                stop.Cancel();
                return null;
            }
        }
    }
}
