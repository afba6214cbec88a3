using System.Diagnostics.CodeAnalysis;

namespace InferBench.Kernels.Cuda.Cupti;

/// <summary>What was asked of CUPTI, or in one line why this machine does not give it.</summary>
public sealed record CuptiOutcome<T>
    where T : class
{
    public CuptiOutcome(T value) => Value = value;

    public CuptiOutcome(string problem) => Problem = problem;

    public T? Value { get; }

    /// <summary>For "not measured: ..."; null where there is a value.</summary>
    public string? Problem { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool IsMeasured => Value is not null;
}
