namespace InferBench.Runner.Profile.Operators;

/// <summary>All calls of one node in some runs.</summary>
internal sealed record NodeTotal
{
    /// <summary>Its name in the profile.</summary>
    public required string Name { get; init; }

    /// <summary>Its operator.</summary>
    public required string Operator { get; init; }

    /// <summary>The provider whose code ran.</summary>
    public required string Provider { get; init; }

    /// <summary>What its operator does.</summary>
    public required OperatorKind Kind { get; init; }

    /// <summary>Where in the model it belongs.</summary>
    public required OperatorPlace Place { get; init; }

    /// <summary>How often it was called.</summary>
    public required long Calls { get; init; }

    /// <summary>Time of its own.</summary>
    public required long Nanoseconds { get; init; }

    /// <summary>What all calls cost together; a part is null where it is not known of every call.</summary>
    public required OperatorCost Cost { get; init; }
}

/// <summary>Nodes that have something in common.</summary>
/// <param name="Key">What it is.</param>
/// <param name="Nodes">How many nodes.</param>
/// <param name="Calls">Their calls.</param>
/// <param name="Nanoseconds">Their time.</param>
/// <param name="Operations">Operations of the nodes that have a formula; null where none has.</param>
/// <param name="OperationsNs">The time of those nodes: rates are of this time and not of all.</param>
/// <param name="Bytes">Bytes of the nodes that have a formula; null where none has.</param>
/// <param name="BytesNs">The time of those nodes.</param>
internal sealed record GroupTotal<T>(T Key, int Nodes, long Calls, long Nanoseconds, double? Operations, long OperationsNs, double? Bytes, long BytesNs);
