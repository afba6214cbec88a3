using InferBench.Runner.Records;

namespace InferBench.Runner.Telemetry;

/// <summary>
/// Where everything ends that goes wrong inside telemetry itself, on whatever thread: it is counted and told in one line, and the
/// run goes on without it.
/// </summary>
internal sealed class TelemetryFaults
{
    private const int Longest = 200;

    private readonly Lock gate = new();
    private int count;
    private string? first;

    /// <summary>What was left out, in a line; null where nothing was.</summary>
    public string? Notice
    {
        get
        {
            lock (gate)
                return count == 0 ? null : FormattableString.Invariant($"telemetry: {count} of its steps failed and were left out, and no result is touched by that: {first}");
        }
    }

    /// <summary>Does a step that must not end the run.</summary>
    public void Guard(Action step)
    {
        try
        {
            step();
        }
        catch (Exception e)
        {
            lock (gate)
            {
                count++;
                first ??= OneLine.Of($"{e.GetType().Name}: {e.Message}", Longest);
            }
        }
    }

    /// <summary>The same of a step with an outcome.</summary>
    /// <returns>Null where it failed.</returns>
    public T? Guard<T>(Func<T?> step)
        where T : class
    {
        T? outcome = null;
        Guard(() => { outcome = step(); });
        return outcome;
    }
}
