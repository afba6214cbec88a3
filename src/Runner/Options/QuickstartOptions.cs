namespace InferBench.Runner.Options;

/// <summary>The first run of a new user: fixed cases, so only the output can be chosen.</summary>
public sealed record QuickstartOptions : CommandOptions
{
    /// <summary>Folder of models made on the spot; null is the user's cache folder.</summary>
    public string? CacheDirectory { get; init; }

    public OutputOptions Output { get; init; } = new();

    /// <summary>The same small model in two precisions, measured for at most 10 s each.</summary>
    public RunOptions ToRun() => new()
    {
        Models = ["synth:llama-15m:fp32", "synth:llama-15m:int4"],
        Measurement = new() { MaxTime = 10, SampleInterval = MeasurementArguments.UsualInterval },
        CacheDirectory = CacheDirectory,
        Output = Output,
        Verbose = Verbose,
    };
}
