namespace InferBench.Runner.Records;

/// <summary>The kernel behind a record: what its figures mean without the catalogue it came from.</summary>
public sealed record KernelFacts
{
    /// <summary>Its name, such as <c>cpu.matmul.1_naive</c> or <c>ort.matmul</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The ladder it belongs to, such as <c>matmul</c>.</summary>
    public required string Ladder { get; init; }

    /// <summary>Place in its ladder, from 1; 0 for a library.</summary>
    public required int Step { get; init; }

    /// <summary>What it does, in a line.</summary>
    public required string Idea { get; init; }

    /// <summary>Type of the arithmetic: <c>fp32</c> or <c>int8</c>.</summary>
    public required string Arithmetic { get; init; }

    /// <summary>Instruction set that was executed; null where a library chooses.</summary>
    public string? Isa { get; init; }

    /// <summary>Arithmetic operations of one launch.</summary>
    public required long Flops { get; init; }

    /// <summary>Least bytes one launch moves.</summary>
    public required long Bytes { get; init; }

    /// <summary>Distribution of its inputs, which decides how much power a GPU takes; null in records of versions that did not say.</summary>
    public string? Inputs { get; init; }

    /// <summary>What made its code for a GPU, such as <c>NVRTC 12.4</c> or <c>shipped PTX</c>; null on a processor.</summary>
    public string? Code { get; init; }

    /// <summary>Its launches on a GPU, one after the other; null on a processor, and for a library.</summary>
    public IReadOnlyList<KernelLaunchFacts>? Launches { get; init; }
}

/// <summary>One launch on a GPU and what it takes of it.</summary>
public sealed record KernelLaunchFacts
{
    /// <summary>The function.</summary>
    public required string EntryPoint { get; init; }

    public required long Blocks { get; init; }

    /// <summary>Threads of a block.</summary>
    public required int Threads { get; init; }

    /// <summary>Registers of a thread, by the driver.</summary>
    public required int Registers { get; init; }

    /// <summary>Shared memory of a block, bytes.</summary>
    public required int SharedBytes { get; init; }

    /// <summary>Bytes that a thread keeps in memory for want of registers, by the driver.</summary>
    public required int SpilledBytes { get; init; }

    /// <summary>Share of the warps that a multiprocessor holds which can be there at once, computed; null where the GPU's limits are not known.</summary>
    public double? Occupancy { get; init; }

    /// <summary>What stands in the way of more: <c>warps</c>, <c>blocks</c>, <c>registers</c> or <c>shared memory</c>.</summary>
    public string? OccupancyLimit { get; init; }

    /// <summary>The same share by the driver.</summary>
    public required double DriverOccupancy { get; init; }
}

/// <summary>What the ceilings of a run allow one kernel, or a decode step of a model.</summary>
public sealed record Roof
{
    /// <summary>Highest rate of this arithmetic on these threads, FLOP/s; null where the kernel computes nothing.</summary>
    public double? Compute { get; init; }

    /// <summary>What reached that rate: kernel and shape.</summary>
    public string? ComputeFrom { get; init; }

    /// <summary>Read bandwidth on these threads at the kernel's working set, bytes/s; null where the kernel moves nothing.</summary>
    public double? Bandwidth { get; init; }

    /// <summary>What reached that bandwidth, between the nearest sets measured: kernel and working set.</summary>
    public string? BandwidthFrom { get; init; }

    /// <summary>Which of the two binds at the kernel's arithmetic intensity: <c>compute</c> or <c>memory</c>.</summary>
    public required string Limit { get; init; }

    /// <summary>Least time of one launch under both.</summary>
    public required double Seconds { get; init; }
}

/// <summary>The fastest library at a kernel's shape and threads in the same run.</summary>
/// <param name="Name">Its kernel, such as <c>openblas.matmul</c>.</param>
/// <param name="CaseId">Its case.</param>
/// <param name="Seconds">Its median time of a launch.</param>
public sealed record KernelRival(string Name, string CaseId, double Seconds);
