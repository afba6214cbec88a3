namespace InferBench.Runner.Workloads.References;

/// <summary>Every reference once.</summary>
public static class KernelReferences
{
    /// <summary>All references, those of one library together.</summary>
    public static IReadOnlyList<KernelReference> All { get; } = [.. OrtReferences.All, OpenBlasMatMul.Info];

    /// <summary>The references of a ladder, such as <c>matmul</c>; none where no library does what it does.</summary>
    public static IReadOnlyList<KernelReference> For(string ladder) => [.. All.Where(reference => reference.Ladder == ladder)];
}
