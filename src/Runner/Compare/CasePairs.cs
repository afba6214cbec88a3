using InferBench.Runner.Records;

namespace InferBench.Runner.Compare;

/// <summary>The cases of two files: those of one id, then siblings among the rest; one of the two is null where a file has no counterpart.</summary>
internal static class CasePairs
{
    /// <exception cref="BadInputException">Two records of one id are of different cases, or no case is in both files.</exception>
    public static IReadOnlyList<(RunRecord? Base, RunRecord? New)> Of(CaseRecords before, CaseRecords after)
    {
        var left = after.All.Where(r => before.Of(r.CaseId) is null).ToList();
        var pairs = new List<(RunRecord? Base, RunRecord? New)>();
        foreach (var old in before.All)
        {
            var match = after.Of(old.CaseId) ?? left.Find(r => Siblings.Common(r.Case) == Siblings.Common(old.Case));
            if (match is not null && match.CaseId == old.CaseId && match.Case != old.Case)
            {
                throw new BadInputException(
                    $"{after.Path}: found case {old.CaseId} with another content than in {before.Path}, allowed is one case to an id; measure both again");
            }

            if (match is not null)
                left.Remove(match);
            pairs.Add((old, match));
        }

        if (pairs.All(p => p.New is null))
        {
            throw new BadInputException(
                $"{after.Path}: found no case that is in {before.Path} too ({Some(after)} here, {Some(before)} there), allowed are files of the same plan; measure the same cases");
        }

        return [.. pairs, .. left.Select(r => ((RunRecord?)null, (RunRecord?)r))];
    }

    private static string Some(CaseRecords file)
    {
        var first = file.All.First();
        string more = file.All.Count > 1 ? FormattableString.Invariant($" and {file.All.Count - 1} more") : "";
        return $"{first.CaseId} {OneLine.Of(first.Case.Model, 60)}{more}";
    }
}
