namespace InferBench.Runner.Options;

/// <summary>What <c>profile</c> is to do: profile a run's cases, show profiles that are there, or hold two results against each other.</summary>
public sealed record ProfileOptions : CommandOptions
{
    /// <summary>What to run; null where nothing is.</summary>
    public RunOptions? Run { get; init; }

    /// <summary>Results file whose profiles are shown; null where a run's are.</summary>
    public string? From { get; init; }

    /// <summary>Two results files whose profiles are held against each other, the one compared with first; null where none are.</summary>
    public (string Base, string New)? Diff { get; init; }

    /// <summary>One JSON object in place of tables, for a difference.</summary>
    public bool Json { get; init; }

    /// <summary>How they are shown.</summary>
    public ProfileView View { get; init; } = new();
}

/// <summary>How profiles are shown, and what is written beside the records.</summary>
public sealed record ProfileView
{
    /// <summary>As a tree of bars in place of tables.</summary>
    public bool Flame { get; init; }

    /// <summary>Every part of a difference with its nodes, not the largest alone.</summary>
    public bool All { get; init; }

    /// <summary>Folder of the timelines; null is the results file's.</summary>
    public string? TraceFolder { get; init; }

    /// <summary>Whether timelines are written at all.</summary>
    public bool Trace { get; init; } = true;
}
