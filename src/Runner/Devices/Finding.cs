namespace InferBench.Runner.Devices;

/// <summary>How one aspect of the machine stands.</summary>
public enum FindingState
{
    /// <summary>As it should be, or absent without being needed.</summary>
    Ok,

    /// <summary>Something that the machine could use is not there.</summary>
    Missing,

    /// <summary>There, but it will disturb or prevent measurements.</summary>
    Warning,

    /// <summary>The machine does not tell, which is not the same as being fine.</summary>
    NotObserved,
}

/// <summary>One line of what <c>inferbench doctor</c> found out about the machine.</summary>
/// <param name="Topic">What it is about, in a word or two; the same topic can occur more than once.</param>
/// <param name="State">How it stands.</param>
/// <param name="What">What was seen, in one line.</param>
/// <param name="Mend">What to do about it; null when there is nothing to do.</param>
public sealed record Finding(string Topic, FindingState State, string What, Mend? Mend = null);
