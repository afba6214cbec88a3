using InferBench.Runner.Records;
using InferBench.Runner.Store;

namespace InferBench.Runner.Compare;

/// <summary>
/// What a results file says of each case: its newest record, with samples, and those before it without, each with all that the file says against it. Repeats of the anchor
/// and ceilings are measurements of the machine, and no cases.
/// </summary>
internal sealed class CaseRecords
{
    private const int MostTold = 20;

    // Far beyond any figure in its unit; what lies outside has no ratio that a number can hold.
    private const double LeastMedian = 1e-20, MostMedian = 1e20;

    private readonly Dictionary<string, RunRecord> byCase = [];
    private readonly Dictionary<string, List<RunRecord>> older = [];

    private CaseRecords(string path) => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The newest records, in the order in which their cases first stand in the file.</summary>
    public IReadOnlyCollection<RunRecord> All => byCase.Values;

    /// <summary>Records of a case that gave way to its newest.</summary>
    public int Older(string caseId) => older.GetValueOrDefault(caseId)?.Count ?? 0;

    /// <summary>All records of a case, the oldest first, whatever became of them.</summary>
    public IReadOnlyList<RunRecord> Runs(string caseId) => [.. older.GetValueOrDefault(caseId, []).Append(byCase[caseId]).OrderBy(r => r.Started)];

    /// <summary>The newest record of a case; null where the file has none.</summary>
    public RunRecord? Of(string caseId) => byCase.GetValueOrDefault(caseId);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Stops between records.</param>
    /// <param name="of">Which records to take; null takes all.</param>
    /// <param name="wanted">What was found none of, and what to do then.</param>
    /// <exception cref="BadInputException">It cannot be read, has no cases or a line that is no record, or a record that cannot be compared.</exception>
    public static CaseRecords Read(
        string path, CancellationToken cancellation, Func<RunRecord, bool>? of = null, string wanted = "cases, allowed is a results file with some; name another")
    {
        var newest = new CaseRecords(path);
        var problems = new List<string>();
        var late = new LateReasons();
        int bad = 0;
        foreach (var record in ResultsReader.Records(path, Tell, samples: true))
        {
            cancellation.ThrowIfCancellationRequested();
            late.Learn(record);
            if (record.Anchor is null && !IsCeiling(record.Case) && of?.Invoke(record) != false)
                newest.Add(record);
        }

        newest.Mark(late);
        if (bad > MostTold)
            problems.Add(FormattableString.Invariant($"{path}: and {bad - MostTold} lines more"));
        problems.AddRange(newest.All.SelectMany(newest.Problems).Take(MostTold));
        if (problems.Count == 0 && newest.byCase.Count == 0)
            problems.Add($"{path}: found no {wanted}");
        return problems.Count == 0 ? newest : throw new BadInputException(problems);

        void Tell(string problem)
        {
            if (++bad <= MostTold)
                problems.Add(problem);
        }
    }

    private static bool IsCeiling(CaseSpec spec) => spec.Kernel is not null && KernelLadder.IsCeiling(KernelLadder.Of(spec));

    private void Add(RunRecord record)
    {
        if (!byCase.TryGetValue(record.CaseId, out var known))
        {
            byCase.Add(record.CaseId, record);
            return;
        }

        bool isNewer = record.Started >= known.Started;
        if (!older.TryGetValue(record.CaseId, out var list))
            older.Add(record.CaseId, list = []);
        list.Add((isNewer ? known : record) with { Samples = new Dictionary<string, SampleSeries>() });
        if (isNewer)
            byCase[record.CaseId] = record;
    }

    private void Mark(LateReasons late)
    {
        foreach (string id in byCase.Keys.ToArray())
            byCase[id] = late.Mark(byCase[id]);
        foreach (var list in older.Values)
        {
            for (int i = 0; i < list.Count; i++)
                list[i] = late.Mark(list[i]);
        }
    }

    private IEnumerable<string> Problems(RunRecord r)
    {
        if (older.GetValueOrDefault(r.CaseId, []).Any(e => e.Case != r.Case))
            yield return $"{Path}: found case {r.CaseId} with two contents, allowed is one case to an id; measure it again";

        foreach (var (id, figures) in older.GetValueOrDefault(r.CaseId, []).Append(r).SelectMany(one => one.Statistics)
            .Where(s => s.Value.Median is < LeastMedian or > MostMedian && ComparableMetric.All.Any(m => m.Id == s.Key)).Take(1))
            yield return FormattableString.Invariant($"{Path}: found a median of {figures.Median:R} of {id} of case {r.CaseId}, allowed are {LeastMedian:R} to {MostMedian:R}; measure it again");

        if (r.Grade?.Fatal is { } fatal)
            yield return $"{Path}: found case {r.CaseId} ({r.Case.Model}) graded invalid ({Grades.Name(fatal.Reason)}: {OneLine.Of(fatal.Detail, 200)}), allowed are valid and suspect ones; measure it again";

        foreach (var (id, series) in r.Samples.Where(s => ComparableMetric.All.Any(m => m.Source == s.Key) && s.Value.Values.Any(ns => ns <= 0)))
            yield return FormattableString.Invariant($"{Path}: found {series.Values.Min()} ns among the samples of {id} of case {r.CaseId}, allowed are times above 0; measure it again");
    }
}
