using InferBench.Runner.Options;
using InferBench.Runner.Records;
using InferBench.Runner.Telemetry;

namespace InferBench.Runner.Commands;

/// <summary>The telemetry that a command's options and the environment ask for together.</summary>
internal static class TelemetryOutput
{
    /// <returns>Null where nothing was asked for.</returns>
    /// <exception cref="BadInputException">What was asked for cannot be done.</exception>
    public static RunTelemetry? Open(TelemetryOptions options, TimeProvider time)
    {
        if (!options.On)
            return null;
        var settings = TelemetrySettings.Read(new(options.Prometheus, options.Linger, options.Textfile), Environment.GetEnvironmentVariable);
        return settings is null ? null : new(settings, Environment.GetEnvironmentVariable, time);
    }
}
