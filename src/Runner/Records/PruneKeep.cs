namespace InferBench.Runner.Records;

/// <summary>Which records a pruned file keeps.</summary>
public enum PruneKeep
{
    /// <summary>Those of cases that were measured.</summary>
    Ok,

    /// <summary>The last of each case on a machine, one that was measured before any other.</summary>
    Latest,
}
