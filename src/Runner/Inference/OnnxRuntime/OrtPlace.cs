using InferBench.Runner.Records;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>One place where an engine's library was looked for.</summary>
/// <param name="Place">The place in words, or the environment variable.</param>
/// <param name="Path">The file looked for; null when the place names none.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Problem">Why the library cannot be used; null unless it failed.</param>
public sealed record OrtPlace(string Place, string? Path, OrtPlaceOutcome Outcome, string? Problem = null)
{
    /// <summary>Looks in places in their order, and tries the first that settles the search.</summary>
    /// <param name="candidates">The places.</param>
    /// <param name="open">Opens a library's file and gives its full path; a <see cref="BadInputException"/> says why it cannot be used.</param>
    internal static IReadOnlyList<OrtPlace> Probe(IEnumerable<OrtCandidate> candidates, Func<string, string> open)
    {
        var places = new List<OrtPlace>();
        bool settled = false;
        foreach (var candidate in candidates)
        {
            places.Add(settled ? new(candidate.Place, candidate.Path, OrtPlaceOutcome.NotTried)
                : candidate.Settles ? Try(candidate, open)
                : new(candidate.Place, candidate.Path, OrtPlaceOutcome.Absent));
            settled |= candidate.Settles;
        }

        return places;
    }

    private static OrtPlace Try(OrtCandidate candidate, Func<string, string> open)
    {
        try
        {
            return new(candidate.Place, open(candidate.Path!), OrtPlaceOutcome.Loaded);
        }
        catch (BadInputException e)
        {
            return new(candidate.Place, candidate.Path, OrtPlaceOutcome.Failed, e.Message);
        }
    }
}

/// <summary>What came of looking in one place.</summary>
public enum OrtPlaceOutcome
{
    /// <summary>Nothing is there.</summary>
    Absent,

    /// <summary>The library was loaded from here.</summary>
    Loaded,

    /// <summary>A file is there, or was named, and cannot be used.</summary>
    Failed,

    /// <summary>An earlier place had settled the search.</summary>
    NotTried,
}
