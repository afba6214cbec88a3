using InferBench.Runner.Records;

namespace InferBench.Runner.Profile.ForModel;

/// <summary>What a model does in one step of a phase.</summary>
/// <param name="Name"><see cref="ProfilePhase.Prefill"/> or <see cref="ProfilePhase.Decode"/>.</param>
/// <param name="Batch">Sequences side by side.</param>
/// <param name="Tokens">New tokens of each.</param>
/// <param name="Past">Tokens of each in the cache before.</param>
/// <param name="Model">The model.</param>
/// <param name="Operations">Its nodes.</param>
internal sealed record PhaseOperations(string Name, int Batch, int Tokens, int Past, ModelInfo Model, IReadOnlyList<ModelOperation> Operations)
{
    /// <summary>The device that was profiled; null where none was.</summary>
    public string? Device { get; init; }

    /// <summary>The profiled step, ns; null without a profile.</summary>
    public double? StepNs { get; init; }

    /// <summary>Choosing the token in a step, ns; null without a profile.</summary>
    public double? SelectionNs { get; init; }

    /// <summary>Rows of activations in a step.</summary>
    public long Rows => (long)Batch * Tokens;

    /// <summary>Whether activations and the cache are float16.</summary>
    public bool IsFloat16 => Model.Precision?.EndsWith("16", StringComparison.Ordinal) == true;

    /// <summary>What shares are of: time where there is any, else what usually binds the phase.</summary>
    public ShareBasis Basis => StepNs is not null ? ShareBasis.Time : Name == ProfilePhase.Prefill ? ShareBasis.Flops : ShareBasis.Bytes;

    /// <summary>All of what shares are of.</summary>
    public double Whole => StepNs ?? Operations.Sum(o => Part(o) ?? 0);

    /// <summary>What an operation has of it; null where no formula tells.</summary>
    public double? Part(ModelOperation operation) => Basis switch
    {
        ShareBasis.Time => operation.Ns,
        ShareBasis.Flops => operation.Flops,
        _ => operation.Bytes,
    };

    /// <summary>What some have together; null where no formula tells of any.</summary>
    public double? Part(IReadOnlyCollection<ModelOperation> operations) =>
        operations.Any(o => Part(o) is not null) ? operations.Sum(o => Part(o) ?? 0) : null;
}
