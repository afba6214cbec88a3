using InferBench.Runner.Records;

namespace InferBench.Runner.Compare;

/// <summary>
/// The profiled cases of two files. Those of one id are pairs, then siblings, as everywhere; what is left are pairs where one case of
/// each file alone differs in nothing but threads and settings of the session, then in where it ran, then in the model.
/// </summary>
internal static class ProfilePairs
{
    private static readonly Func<CaseSpec, CaseSpec>[] Ignoring =
    [
        static c => c,
        Siblings.Common,
        Settings,
        static c => Settings(c) with { Engine = "", Device = "" },
        static c => Settings(c) with { Engine = "", Device = "", Model = "" },
    ];

    /// <summary>Reads the profiled cases of a file.</summary>
    /// <exception cref="BadInputException">It cannot be read, has a line that is no record, or no profiled case.</exception>
    public static CaseRecords Read(string path, CancellationToken cancellation) => CaseRecords.Read(
        path, cancellation, static r => r.Case.Profile == true || r.Profile is not null, "profiled cases, allowed is a results file with some; make it with 'inferbench profile'");

    /// <returns>Pairs of which both have a profile, and everything else.</returns>
    /// <exception cref="BadInputException">No two cases are a pair.</exception>
    public static (IReadOnlyList<(RunRecord Base, RunRecord New)> Pairs, IReadOnlyList<UnmatchedProfile> Others) Of(CaseRecords before, CaseRecords after)
    {
        List<RunRecord> left = [.. before.All], right = [.. after.All];
        var found = new List<(RunRecord Base, RunRecord New)>();
        foreach (var key in Ignoring)
        {
            var others = right.ToLookup(r => key(r.Case));
            foreach (var same in left.GroupBy(r => key(r.Case)).Where(g => g.Count() == 1 && others[g.Key].Count() == 1).ToArray())
            {
                found.Add((same.Single(), others[same.Key].Single()));
                left.Remove(found[^1].Base);
                right.Remove(found[^1].New);
            }
        }

        var pairs = found.Where(p => p is { Base.Profile: not null, New.Profile: not null }).OrderBy(p => p.Base.OrderIndex).ToArray();
        UnmatchedProfile[] rest =
        [
            .. found.Except(pairs).Select(p => Other(p.New, $"base: {Ending(p.Base)}; new: {Ending(p.New)}")),
            .. left.Select(r => Other(r, $"base: {Ending(r)}; new: {Missing}")), .. right.Select(r => Other(r, $"base: {Missing}; new: {Ending(r)}")),
        ];
        return pairs.Length > 0 ? (pairs, rest) : throw new BadInputException(
        [
            $"{after.Path}: found no profiled case that has a counterpart in {before.Path}, allowed are files with cases of the same batch, prompt, depth and generated tokens; profile the same cases",
            .. rest.Take(20).Select(r => $"{r.CaseId} {OneLine.Of(r.Case.Model, 60)}: {r.Reason}"),
        ]);
    }

    private const string Missing = "no case that is like it alone";

    private static CaseSpec Settings(CaseSpec c) => c with { Threads = 0, Options = null, Sample = null, Seed = 0 };

    private static UnmatchedProfile Other(RunRecord r, string reason) => new(r.CaseId, r.Case, reason);

    private static string Ending(RunRecord r) => r.Profile is not null ? "profiled" : Unmatched.Ending(r);
}
