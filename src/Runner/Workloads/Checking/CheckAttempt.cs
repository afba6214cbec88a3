using InferBench.Runner.Inference;
using InferBench.Runner.Records;

namespace InferBench.Runner.Workloads.Checking;

/// <summary>A check of a model that was measured: however it ends, it must not cost the figures.</summary>
internal static class CheckAttempt
{
    /// <summary>What a check finds, or what there is without it.</summary>
    /// <param name="check">The check.</param>
    /// <param name="without">Takes why there is none: of an exception that nobody expects its type too, so that it can be looked for.</param>
    /// <exception cref="OperationCanceledException">The check was cancelled.</exception>
    public static T Of<T>(Func<T> check, Func<string, T> without)
    {
        try
        {
            return check();
        }
        catch (Exception e) when (e is NotSupportedException or OutOfMemoryException or EngineException or BadInputException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return without(e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return without($"{e.GetType().Name}: {e.Message}");
        }
    }
}
