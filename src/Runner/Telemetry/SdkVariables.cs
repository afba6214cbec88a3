using System.Globalization;
using InferBench.Runner.Records;

namespace InferBench.Runner.Telemetry;

/// <summary>Variables that the SDK reads by itself, and passes over in silence where it cannot use them.</summary>
internal static class SdkVariables
{
    private const string Sampler = "OTEL_TRACES_SAMPLER", SamplerArgument = "OTEL_TRACES_SAMPLER_ARG";

    private static readonly string[] OfMetrics = ["OTEL_METRIC_EXPORT_INTERVAL"];

    private static readonly string[] OfTraces =
        ["OTEL_BSP_SCHEDULE_DELAY", "OTEL_BSP_EXPORT_TIMEOUT", "OTEL_BSP_MAX_QUEUE_SIZE", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE"];

    private static readonly string[] Samplers =
        ["always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"];

    /// <summary>Checks those of the signals that are sent.</summary>
    /// <param name="metrics">Whether metrics are.</param>
    /// <param name="traces">Whether traces are.</param>
    /// <param name="variable">An environment variable; null where it is not set.</param>
    /// <param name="problems">Takes a line for each variable that cannot be used.</param>
    public static void Check(bool metrics, bool traces, Func<string, string?> variable, List<string> problems)
    {
        foreach (string name in (string[])[.. metrics ? OfMetrics : [], .. traces ? OfTraces : []])
        {
            if (variable(name) is { Length: > 0 } text && (!Whole.TryParse(text, 0, int.MaxValue, out int value) || value == 0))
                problems.Add($"{name}: found '{OneLine.Of(text, 80)}', allowed is a whole number above 0");
        }

        if (!traces)
            return;
        if (variable(Sampler) is { Length: > 0 } sampler && !Samplers.Contains(sampler))
            problems.Add($"{Sampler}: found '{OneLine.Of(sampler, 80)}', allowed are {string.Join(", ", Samplers)}");
        if (variable(SamplerArgument) is { Length: > 0 } part
            && !(double.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double ratio) && ratio is >= 0 and <= 1))
            problems.Add($"{SamplerArgument}: found '{OneLine.Of(part, 80)}', allowed is a number from 0 to 1");
    }
}
