namespace InferBench.Runner.Profile.ForModel;

/// <summary>One node of a model in one step of a phase, run or not.</summary>
/// <param name="Operator">Its operator.</param>
/// <param name="Kind">As in <see cref="Records.OperatorTime.Kind"/>.</param>
/// <param name="Role">As in <see cref="Records.OperatorTime.Role"/>.</param>
/// <param name="Layer">Its layer; null outside of layers.</param>
internal sealed record ModelOperation(string Operator, string Kind, string Role, int? Layer)
{
    /// <summary>Calls of a step.</summary>
    public double Calls { get; init; } = 1;

    /// <summary>Of a product with weights [n, k], n; null for others.</summary>
    public long? Columns { get; init; }

    /// <summary>Of such a product, k.</summary>
    public long? Depth { get; init; }

    /// <summary>Operations of all its calls by formula; null without one.</summary>
    public double? Flops { get; init; }

    /// <summary>Bytes of all its calls by formula; null without one.</summary>
    public double? Bytes { get; init; }

    /// <summary>Its time in a step, ns; null where it was not profiled.</summary>
    public double? Ns { get; init; }
}
