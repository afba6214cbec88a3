using InferBench.Runner.Records;
using static System.FormattableString;

namespace InferBench.Runner.Commands;

/// <summary>Measures a ceiling again that a case exceeded, before the case is called implausible.</summary>
/// <param name="again">Measures a ceiling; null where that gave no figure.</param>
internal sealed class SecondLook(Func<CaseSpec, RunRecord?> again)
{
    // Other work on the machine hides what it can do, and seldom for long.
    private const int Most = 3;

    /// <summary>Whether a case exceeded a ceiling by more than is allowed.</summary>
    /// <param name="ratio">Of the ceiling; null where one of the two was not measured.</param>
    public static bool IsOver(double? ratio) => ratio > 1 + GradeThresholds.MostOverCeiling;

    /// <summary>The grade of a case that exceeded a ceiling of which there was no second figure.</summary>
    public static Grade Without(Grade grade) => grade with { NotObserved = [.. grade.NotObserved, "a ceiling measured again"] };

    /// <summary>
    /// The grade, with a reason where what was reached exceeds the ceilings still. Of what is measured again the best trial counts:
    /// only what exceeds that too is beyond the machine.
    /// </summary>
    /// <param name="grade">What is known besides.</param>
    /// <param name="metric"><see cref="MetricId.KernelBandwidth"/> or <see cref="MetricId.KernelFlops"/> of the ceilings.</param>
    /// <param name="limits">Cases of the ceilings: the highest of them is the limit.</param>
    /// <param name="reached">What the case reached, in the metric's unit.</param>
    /// <param name="what">What did, with its verb.</param>
    /// <param name="known">What is known to be no higher than the limit, and what reached that; null for nothing.</param>
    public Grade Judge(Grade grade, string metric, IReadOnlyList<CaseSpec> limits, double reached, string what, (double Rate, string Name)? known = null)
    {
        if (!IsOver(reached / known?.Rate ?? double.PositiveInfinity))
            return grade;
        (double Rate, string Name)? best = null;
        for (int time = 0; time < Most && !(reached <= (1 + GradeThresholds.MostOverCeiling) * best?.Rate); time++)
        {
            foreach (var limit in limits)
            {
                if (again(limit)?.Statistics.GetValueOrDefault(metric)?.Max is { } max && !(max <= best?.Rate))
                    best = (max, $"{limit.Kernel} {limit.Shape}");
            }
        }

        if (best is not null && known?.Rate > best.Value.Rate)
            best = known;
        string unit = metric == MetricId.KernelFlops ? "GFLOP/s" : "GB/s";
        return best is not { } most ? Without(grade)
            : !IsOver(reached / most.Rate) ? grade
            : grade.With(new(GradeReason.Implausible, Invariant($"{what} {reached / 1e9:0.0} {unit}, {100 * reached / most.Rate:0} % of what {most.Name} reaches on as many threads")));
    }
}
