namespace InferBench.Runner.Plan;

/// <summary>Where a run measures its anchor again.</summary>
public static class AnchorPlacement
{
    /// <summary>
    /// Puts repeats into a plan, evenly over the cases that can run. They stand between groups, each with a worker of its own,
    /// or among the cases of the anchor's own group: no other model is opened once more. The first case of that group stays the
    /// first, which opens the model and has its load times.
    /// </summary>
    /// <param name="plan">The plan, or what is left of it.</param>
    /// <param name="anchor">Its anchor; see <see cref="Anchor.Choose"/>.</param>
    /// <returns>The plan with the repeats, or as it was where too few cases can run.</returns>
    public static RunPlan Place(RunPlan plan, CaseGroup anchor)
    {
        PlannedCase[] cases = [.. plan.Cases];
        int repeats = Anchor.Repeats(cases.Count(c => c.SkipReason is null));
        if (repeats == 0)
            return plan;
        int end = cases.Max(c => c.OrderIndex) + 1;
        var own = OwnPlaces(plan, anchor);
        int[] chosen = Choose(cases, [.. Allowed(plan, own)], repeats);
        var repeatAt = chosen.Select((place, i) => (place, Repeat: anchor.Cases[0] with
        {
            OrderIndex = end + i,
            Anchor = new(i + 1, place < cases.Length ? cases[place].OrderIndex : end),
        })).ToDictionary(p => p.place, p => p.Repeat);
        return plan with { Groups = [.. Groups(plan, anchor, own, repeatAt)] };
    }

    /// <summary>Places inside the anchor's own group, after its first case that can run; a place is the number of cases before it.</summary>
    private static Range OwnPlaces(RunPlan plan, CaseGroup anchor)
    {
        int start = 0;
        foreach (var group in plan.Groups)
        {
            int opens = group.Cases.TakeWhile(c => c.SkipReason is not null).Count();
            if (SharesModel(group, anchor) && opens < group.Cases.Count)
                return (start + opens + 1)..(start + group.Cases.Count + 1);
            start += group.Cases.Count;
        }

        return 0..0;
    }

    private static IEnumerable<int> Allowed(RunPlan plan, Range own)
    {
        int start = 0;
        foreach (var group in plan.Groups)
        {
            bool isOwn = start < own.Start.Value && own.Start.Value <= start + group.Cases.Count;
            if (!isOwn && !Holds(own, start))
                yield return start;
            for (int place = own.Start.Value; isOwn && place < own.End.Value; place++)
                yield return place;
            start += group.Cases.Count;
        }

        if (!Holds(own, start))
            yield return start;
    }

    private static int[] Choose(PlannedCase[] cases, int[] allowed, int repeats)
    {
        int[] before = new int[cases.Length + 1];
        for (int i = 0; i < cases.Length; i++)
            before[i + 1] = before[i] + (cases[i].SkipReason is null ? 1 : 0);
        var chosen = new SortedSet<int>();
        int at = 0;
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            double wanted = (double)before[^1] * repeat / (repeats - 1);
            while (at + 1 < allowed.Length && Math.Abs(before[allowed[at + 1]] - wanted) <= Math.Abs(before[allowed[at]] - wanted))
                at++;
            chosen.Add(allowed[at]);
        }

        return [.. chosen];
    }

    private static IEnumerable<CaseGroup> Groups(RunPlan plan, CaseGroup anchor, Range own, Dictionary<int, PlannedCase> repeatAt)
    {
        int start = 0;
        foreach (var group in plan.Groups)
        {
            if (!Holds(own, start) && repeatAt.TryGetValue(start, out var alone))
                yield return anchor with { Cases = [alone] };
            int first = start;
            yield return group with
            {
                Cases = [.. group.Cases.SelectMany((c, i) =>
                    Holds(own, first + i + 1) && repeatAt.TryGetValue(first + i + 1, out var repeat) ? [c, repeat] : (IEnumerable<PlannedCase>)[c])],
            };
            start += group.Cases.Count;
        }

        if (!Holds(own, start) && repeatAt.TryGetValue(start, out var last))
            yield return anchor with { Cases = [last] };
    }

    private static bool Holds(Range range, int place) => range.Start.Value <= place && place < range.End.Value;

    private static bool SharesModel(CaseGroup group, CaseGroup anchor)
    {
        var (a, b) = (group.Shared, anchor.Shared);
        return (a.Engine, a.Device, a.Model, a.Threads) == (b.Engine, b.Device, b.Model, b.Threads) && Equals(a.Options, b.Options);
    }
}
