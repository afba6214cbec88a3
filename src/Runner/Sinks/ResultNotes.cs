using InferBench.Runner.Records;

namespace InferBench.Runner.Sinks;

/// <summary>What is to be said of records beside their figures: each thing once, with the cases it is true of.</summary>
internal static class ResultNotes
{
    private const int MostDetails = 3;

    /// <summary>Lines to write below a table; a line that is not indented names the cases of those after it.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<RunRecord> rows)
    {
        CaseSpec[] all = [.. rows.Select(r => r.Case)];
        HashSet<WarningCode> advised = [];
        WarningCode[] told = [.. rows.SelectMany(r => r.Warnings).Distinct().GroupBy(w => w.Code).Where(g => g.Count() > MostDetails).Select(g => g.Key)];
        var notes = rows.SelectMany((row, index) => NotesOf(row, told).Select(note => (note, index)))
            .GroupBy(n => n.note, n => n.index)
            .Select(n => (Note: n.Key, Rows: n.ToArray()));
        foreach (var group in notes.GroupBy(n => string.Join(' ', n.Rows)))
        {
            yield return CaseName.OfSeveral([.. group.First().Rows.Select(index => all[index])], all) + ":";
            foreach (var ((text, warning), _) in group)
                yield return "  " + text + (warning is { } code && advised.Add(code) ? "; " + Warnings.Advice(code, Command(rows[group.First().Rows[0]])) : "");
        }
    }

    private static string Command(RunRecord r) => r.Case.Kernel is null ? "inferbench run" : "inferbench kernels";

    /// <param name="r">A record.</param>
    /// <param name="told">Warnings with so many different details that they stay in the records.</param>
    private static IEnumerable<(string Text, WarningCode? Warning)> NotesOf(RunRecord r, WarningCode[] told)
    {
        if (r.Reason is not null)
            yield return ($"{r.Status.ToString().ToLowerInvariant()}: {r.Reason}", null);
        foreach (var warning in r.Warnings)
            yield return (told.Contains(warning.Code) ? Warnings.Title(warning.Code) : warning.Detail, warning.Code);
        var absent = MetricCatalog.All.Where(m => r.NotMeasured.ContainsKey(m.Id) && !m.Id.StartsWith("load.", StringComparison.Ordinal));
        foreach (var reason in absent.GroupBy(m => r.NotMeasured[m.Id], m => m.Title))
            yield return ($"{string.Join(", ", reason)} not measured: {reason.Key}", null);
    }
}
