namespace InferBench.Runner.Options;

/// <summary>Where the outcome of a run goes.</summary>
public sealed record OutputOptions
{
    /// <summary>Results file to append to; null makes a new one below <c>results/</c>.</summary>
    public string? Out { get; init; }

    /// <summary>Leaves out the cases that the results file answers; null runs all.</summary>
    public ResumeMode? Resume { get; init; }

    /// <summary>No progress on standard error.</summary>
    public bool Quiet { get; init; }

    /// <summary>Records as JSON lines on standard output instead of the table.</summary>
    public bool Json { get; init; }

    /// <summary>What leaves the run as telemetry.</summary>
    public TelemetryOptions Telemetry { get; init; } = new();
}
