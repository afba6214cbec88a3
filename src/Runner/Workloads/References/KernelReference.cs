using InferBench.Kernels;
using InferBench.Runner.Records;

namespace InferBench.Runner.Workloads.References;

/// <summary>A library that computes what a ladder's kernels compute, on the same shapes.</summary>
public sealed record KernelReference
{
    /// <summary>Unique name, ENGINE.LADDER, such as <c>openblas.matmul</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The ladder whose problem it solves; its shapes and its work are the ladder's.</summary>
    public required string Ladder { get; init; }

    /// <summary>Type of the arithmetic, which names the peak it is held against: <c>fp32</c> or <c>int8</c>.</summary>
    public required string Arithmetic { get; init; }

    /// <summary>Why this machine cannot run it, on one line; null where it can. Looked up when asked.</summary>
    public required Func<string?> Absent { get; init; }

    /// <summary>The engine as a record names it, for a number of threads. Only where it is not absent.</summary>
    public required Func<int, EngineInfo> Engine { get; init; }

    /// <summary>What is wrong with a shape that it cannot run though the ladder can; null where nothing is.</summary>
    public Func<KernelShape, string?> Refusal { get; init; } = static _ => null;

    /// <summary>Lays out operands for launches. One instance at a time in a process: threads are the library's.</summary>
    public required Func<ReferenceSetup, KernelInstance> Create { get; init; }
}

/// <summary>What an instance of a reference is made for.</summary>
/// <param name="Shape">Sizes as the ladder's kernels take them.</param>
/// <param name="Threads">Threads that share one launch, the calling one among them.</param>
/// <param name="RotateBytes">As <see cref="KernelSetup.RotateBytes"/>.</param>
public sealed record ReferenceSetup(KernelShape Shape, int Threads, long RotateBytes = 0);
