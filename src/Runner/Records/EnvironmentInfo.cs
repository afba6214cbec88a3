namespace InferBench.Runner.Records;

/// <summary>
/// The machine and build behind a record. Null means "not observed": the machine does not tell.
/// Carries no user name, no host name and no environment variable.
/// </summary>
public sealed record EnvironmentInfo
{
    /// <summary>Operating system and its version.</summary>
    public required string Os { get; init; }

    /// <summary>Kernel release.</summary>
    public string? Kernel { get; init; }

    /// <summary>The processor.</summary>
    public required CpuInfo Cpu { get; init; }

    /// <summary>Physical memory, bytes.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Memory limit of the control group, bytes; null without one.</summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>Processor limit of the control group, cores; null without one.</summary>
    public double? CpuLimitCores { get; init; }

    /// <summary>Kind of container or virtual machine; null when none was observed.</summary>
    public string? Container { get; init; }

    /// <summary>.NET runtime.</summary>
    public required string Dotnet { get; init; }

    /// <summary>Version and commit of InferBench.</summary>
    public required string Inferbench { get; init; }

    /// <summary><c>Release</c> or <c>Debug</c>.</summary>
    public required string BuildConfiguration { get; init; }
}

/// <summary>The processor this process may use.</summary>
public sealed record CpuInfo
{
    /// <summary>Model name as the processor gives it.</summary>
    public required string Model { get; init; }

    /// <summary>Instruction set, such as X64.</summary>
    public required string Architecture { get; init; }

    /// <summary>Feature flags the kernel lists, sorted.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>Logical processors this process may use.</summary>
    public required int LogicalCores { get; init; }

    /// <summary>Physical cores behind them.</summary>
    public int? PhysicalCores { get; init; }

    /// <summary>Caches, smallest level first.</summary>
    public IReadOnlyList<CacheInfo> Caches { get; init; } = [];

    /// <summary>Frequency governor.</summary>
    public string? Governor { get; init; }
}

/// <summary>One kind of cache.</summary>
public sealed record CacheInfo
{
    /// <summary>1, 2 or 3.</summary>
    public required int Level { get; init; }

    /// <summary><c>data</c>, <c>instruction</c> or <c>unified</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Size of one such cache, bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>How many of them this process's processors have.</summary>
    public required int Count { get; init; }
}
