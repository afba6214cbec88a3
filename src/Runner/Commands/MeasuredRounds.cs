using InferBench.Runner.Compare;
using InferBench.Runner.Devices;
using InferBench.Runner.Harness;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Sinks;
using static System.FormattableString;

namespace InferBench.Runner.Commands;

/// <summary>
/// Measures two sides in rounds: in each a new process of each side for every group, base new, then new base, and so on. What a
/// process is given for its whole life, such as where its memory lies, differs from one to the next. Both are open at once where the
/// memory is enough for that, and their trials take turns: what a shared machine does in a second meets both.
/// </summary>
/// <param name="before">The side compared with.</param>
/// <param name="after">The side that is compared.</param>
/// <param name="groups">What both measure.</param>
/// <param name="comparison">What is known of it.</param>
/// <param name="time">The clock.</param>
internal sealed class MeasuredRounds(
    ComparedSide before, ComparedSide after, IReadOnlyList<RoundGroup> groups, PlanComparison comparison, TimeProvider time)
{
    private const int RoundsThatTell = 3;

    private readonly Dictionary<RoundGroup, (MeasurementSettings Base, MeasurementSettings New)> settings = [];
    private readonly Lock drawing = new();
    private string? notChecked;
    private long started;
    private int round;

    /// <summary>Why it ended; cancelled until it has.</summary>
    public RoundsEnd Ended { get; private set; } = RoundsEnd.Cancelled;

    /// <summary>Whether trials of the two sides took turns, for which both must fit into memory at once; on Linux only.</summary>
    public bool TookTurns { get; private set; } = OperatingSystem.IsLinux();

    /// <summary>Time since the first worker was started.</summary>
    public TimeSpan Elapsed => started == 0 ? TimeSpan.Zero : time.GetElapsedTime(started);

    /// <summary>Looks at each side once: whether it works, and how long a trial takes.</summary>
    /// <param name="why">Why outputs are not checked, now and for the whole comparison; null where they are.</param>
    /// <param name="view">Shows progress.</param>
    /// <param name="cancellation">Ends it between trials.</param>
    /// <exception cref="BadInputException">Base fails, or no case is left and new did not fail.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Look(string? why, ProgressView view, CancellationToken cancellation)
    {
        notChecked = why;
        started = time.GetTimestamp();
        var problems = new List<string>();
        foreach (var group in groups)
        {
            var old = Measure(before, group.Base with { NotChecked = notChecked }, RoundSize.FirstLook, null, view, cancellation);
            var now = Measure(after, group.New with { NotChecked = notChecked }, RoundSize.FirstLook, null, view, cancellation);
            for (int i = 0; i < group.Cases.Count; i++)
                group.Cases[i].Look(old[i], now[i]);
            problems.AddRange(old.Select(CaseRounds.Failure).OfType<string>());
            RunRecord[] looks = [.. old, .. now];
            TookTurns &= FitTogether(old, now);
            settings.Add(group, (RoundSize.Of(before.Plan.Measurement, looks), RoundSize.Of(after.Plan.Measurement, looks)));
        }

        if (problems.Count > 0)
            throw new BadInputException([.. problems.Select(p => $"{before.PlanPath}: {p}, and nothing can be compared with it; mend that side ({before.ResultsPath} has its records)")]);
        NotCompared[] ended = [.. groups.SelectMany(g => g.Cases).Select(c => c.Ended).OfType<NotCompared>()];
        if (!groups.Any(g => g.IsLeft) && ended.All(e => e.Outcome != ComparisonOutcome.Regression))
            throw new BadInputException($"{after.PlanPath}: found no case that both sides can measure, such as {ended[0].CaseId} ({ended[0].Reason}); allowed are plans that share one; change the plans");
    }

    /// <summary>Measures rounds until it is enough.</summary>
    /// <param name="rule">Decides that.</param>
    /// <param name="view">Shows progress.</param>
    /// <param name="cancellation">Ends it between trials.</param>
    /// <exception cref="OperationCanceledException">Cancelled; complete rounds count.</exception>
    public void Run(RoundRule rule, ProgressView view, CancellationToken cancellation)
    {
        var last = new Queue<TimeSpan>();
        RoundsEnd? end = groups.Any(g => g.IsLeft) ? rule.After(0, Elapsed, TimeSpan.Zero, () => false) : RoundsEnd.NothingLeft;
        while (end is null)
        {
            long began = time.GetTimestamp();
            round++;
            foreach (var group in groups.Where(g => g.IsLeft))
                Turn(group, view, cancellation);
            last.Enqueue(time.GetElapsedTime(began));
            if (last.Count > RoundsThatTell)
                last.Dequeue();
            end = groups.Any(g => g.IsLeft) ? rule.After(round, Elapsed, last.Max(), () => IsNarrow(view)) : RoundsEnd.NothingLeft;
        }

        Ended = end.Value;
    }

    private void Turn(RoundGroup group, ProgressView view, CancellationToken cancellation)
    {
        var left = group.Left();
        bool isNewFirst = round % 2 == 0;
        IReadOnlyList<RunRecord>? old = null, now = null;
        if (TookTurns)
        {
            var turns = new TrialTurns(isNewFirst);
            (old, now) = SideBySide.Run(stop => Base(turns.Base, stop), stop => New(turns.New, stop), cancellation);
        }
        else
        {
            if (isNewFirst)
                now = New(null, cancellation);
            old = Base(null, cancellation);
            now ??= New(null, cancellation);
        }

        for (int i = 0; i < left.Cases.Count; i++)
            left.Cases[i].Add(old[i], now[i]);

        IReadOnlyList<RunRecord> Base(TrialTurns.Side? turns, CancellationToken stop) => Measure(before, Rounded(left.Base), settings[group].Base, turns, view, stop);

        IReadOnlyList<RunRecord> New(TrialTurns.Side? turns, CancellationToken stop) => Measure(after, Rounded(left.New), settings[group].New, turns, view, stop);
    }

    private CaseGroup Rounded(CaseGroup group) => group with { NotChecked = notChecked ?? group.NotChecked };

    private IReadOnlyList<RunRecord> Measure(
        ComparedSide side, CaseGroup group, MeasurementSettings how, TrialTurns.Side? turns, ProgressView view, CancellationToken cancellation)
    {
        try
        {
            return side.Measure(group, how, turns, Draw, cancellation);
        }
        finally
        {
            turns?.Leave();
        }

        void Draw(CaseProgress progress)
        {
            lock (drawing)
                view.Turn(progress, round, side.Role);
        }
    }

    // By what each took alone. What is not told on this machine is not known to be too little.
    private static bool FitTogether(IReadOnlyList<RunRecord> old, IReadOnlyList<RunRecord> now) =>
        AvailableMemory.Read(new HostTree("/")) is not { } available || Peak(old) + Peak(now) <= available;

    private static double Peak(IReadOnlyList<RunRecord> records) =>
        records.Select(r => r.Values.GetValueOrDefault(MetricId.MemoryPeakRss)).DefaultIfEmpty(0).Max();

    private bool IsNarrow(ProgressView view)
    {
        if (comparison.Widest() is not { } widest)
            return false;
        view.Milestone(Invariant(
            $"{round} rounds, {Elapsed.TotalSeconds:0} s: ±{100 * widest.HalfWidth:0.0} % at most ({widest.Row.Metric}), wanted ±{100 * comparison.WantedHalfWidth:0.0#} %"));
        return widest.HalfWidth <= comparison.WantedHalfWidth;
    }
}
