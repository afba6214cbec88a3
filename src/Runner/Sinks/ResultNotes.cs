using InferBench.Runner.Records;

namespace InferBench.Runner.Sinks;

/// <summary>What is to be said of records beside their figures: each thing once, with the cases it is true of.</summary>
internal static class ResultNotes
{
    private const int MostDetails = 3;

    // What a warning tells already.
    private static readonly Dictionary<GradeReason, WarningCode> Warned = new()
    {
        [GradeReason.Unstable] = WarningCode.StoppedByLimit,
        [GradeReason.TooFewSamples] = WarningCode.TooFewSamples,
        [GradeReason.DebugBuild] = WarningCode.DebugBuild,
        [GradeReason.OrderDrift] = WarningCode.OrderDrift,
    };

    /// <summary>Lines to write below a table; a line that is not indented names the cases of those after it.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<RunRecord> rows)
    {
        CaseSpec[] all = [.. rows.Select(r => r.Case)];
        HashSet<string> advised = [];
        // Details that differ from row to row stay in the records.
        HashSet<WarningCode> told = [.. Many(rows.SelectMany(r => r.Warnings).Distinct(), w => w.Code)];
        // Few machines let their energy be read: only where one did is it told why others have none.
        bool energy = rows.Any(r => r.Values.ContainsKey(MetricId.EnergyPerToken));
        HashSet<GradeReason> found = [.. Many(rows.SelectMany(Findings).Distinct(), f => f.Reason)];
        var notes = rows.SelectMany((row, index) => NotesOf(row, told, found, energy).Select(note => (note, index)))
            .GroupBy(n => n.note, n => n.index)
            .Select(n => (Note: n.Key, Rows: n.ToArray()));
        foreach (var group in notes.GroupBy(n => string.Join(' ', n.Rows)))
        {
            yield return CaseName.OfSeveral([.. group.First().Rows.Select(index => all[index])], all) + ":";
            foreach (var ((text, advice), _) in group)
                yield return "  " + text + (advice is not null && advised.Add(advice) ? "; " + advice : "");
        }
    }

    private static string Command(RunRecord r) => r.Case.Kernel is not null ? "inferbench kernels" : r.Case.Profile == true ? "inferbench profile" : "inferbench run";

    private static IEnumerable<(string Text, string? Advice)> NotesOf(RunRecord r, HashSet<WarningCode> told, HashSet<GradeReason> found, bool energy)
    {
        if (r.Reason is not null)
            yield return ($"{Ending.Of(r)}: {r.Reason}", null);
        foreach (var finding in Findings(r))
            yield return ($"{Grades.Name(finding.Reason)}: {(found.Contains(finding.Reason) ? Grades.Rule(finding.Reason) : finding.Detail)}", Grades.Advice(finding.Reason));
        if (r.Placement?.Summary() is { } placement)
            yield return (placement, null);
        foreach (var warning in r.Warnings)
            yield return (told.Contains(warning.Code) ? Warnings.Title(warning.Code) : warning.Detail, Warnings.Advice(warning.Code, Command(r)));
        foreach (string absence in QualityText.Absent(r))
            yield return (absence, null);
        var absent = MetricCatalog.All.Where(m =>
            r.NotMeasured.ContainsKey(m.Id) && !m.Id.StartsWith("load.", StringComparison.Ordinal) && (energy || m.Id != MetricId.EnergyPerToken));
        foreach (var reason in absent.GroupBy(m => r.NotMeasured[m.Id], m => m.Title))
            yield return ($"{string.Join(", ", reason)} not measured: {reason.Key}", null);
    }

    // Of a case that failed its reason says it.
    private static IEnumerable<GradeFinding> Findings(RunRecord r) => r.Status != CaseStatus.Ok || r.Grade is null ? []
        : r.Grade.Reasons.Where(f => !Warned.TryGetValue(f.Reason, out var code) || r.Warnings.All(w => w.Code != code));

    private static IEnumerable<TKey> Many<T, TKey>(IEnumerable<T> different, Func<T, TKey> key) =>
        different.GroupBy(key).Where(g => g.Count() > MostDetails).Select(g => g.Key);
}
