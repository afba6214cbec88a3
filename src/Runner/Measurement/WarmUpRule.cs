using InferBench.Runner.Records;

namespace InferBench.Runner.Measurement;

/// <summary>Decides after each warm-up trial whether times have settled. Sees only numbers.</summary>
public sealed class WarmUpRule(MeasurementSettings settings)
{
    /// <summary>Trials in a row that must agree.</summary>
    public const int InARow = 3;

    /// <summary>How far apart they may be, as a fraction of the least.</summary>
    public const double Agreement = 0.05;

    /// <summary>Whether to go on: never beyond the cap, nor beyond a third of the time limit.</summary>
    /// <param name="trials">Warm-up trials so far.</param>
    /// <param name="elapsed">Time since the first began.</param>
    /// <param name="watched">Series that must settle, one sample per trial each.</param>
    public bool WantsMore(int trials, TimeSpan elapsed, IReadOnlyList<IReadOnlyList<long>> watched) =>
        trials < settings.WarmUp && elapsed.TotalSeconds < settings.MaxTime / 3 && !HasSettled(watched);

    /// <summary>Whether the last trials of every series agree; false while there are too few to tell.</summary>
    public static bool HasSettled(IReadOnlyList<IReadOnlyList<long>> watched) =>
        watched.All(series =>
        {
            if (series.Count < InARow)
                return false;
            var last = series.Skip(series.Count - InARow);
            return last.Max() <= last.Min() * (1 + Agreement);
        });
}
