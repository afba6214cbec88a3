using InferBench.Runner.Records;

namespace InferBench.Runner.Options;

/// <summary>Reads how long cases are measured, which <c>run</c> and <c>kernels</c> say in the same words.</summary>
internal static class MeasurementArguments
{
    /// <summary>Milliseconds between samples where nothing else is asked for.</summary>
    public const int UsualInterval = 100;

    private const string SampleFlag = "--sample-interval";
    private const double MostSeconds = 7 * 24 * 3600;
    private const int LeastInterval = 10, MostInterval = 60_000;

    /// <param name="read">Takes problems.</param>
    /// <param name="text">The text behind a flag; null where it was not given.</param>
    /// <param name="defaults">What holds where nothing was given.</param>
    public static MeasurementSettings Read(OptionReader read, Func<string, string?> text, MeasurementSettings defaults)
    {
        double maxTime = read.Real("--max-time", text("--max-time"), MostSeconds, defaults.MaxTime, "seconds");
        var settings = new MeasurementSettings
        {
            Trials = read.OptionalWhole("--trials", text("--trials"), 1, 1_000_000),
            WarmUp = (int)read.Whole("--warmup", text("--warmup"), 0, 1_000_000, defaults.WarmUp),
            MinTime = read.Real("--min-time", text("--min-time"), MostSeconds, Math.Min(defaults.MinTime, maxTime), "seconds"),
            MaxTime = maxTime,
            RelativeInterval = read.Real("--ci", text("--ci"), 100, defaults.RelativeInterval * 100, "percent") / 100,
            SampleInterval = Interval(read, text(SampleFlag)),
        };
        if (settings.MinTime > maxTime)
            read.Problem("--min-time", text("--min-time")!, "at most the time limit, --max-time");
        return settings;
    }

    private static int? Interval(OptionReader read, string? text)
    {
        if (text is null)
            return UsualInterval;
        if (text == "off")
            return null;
        if (OptionReader.TryWhole(text, LeastInterval, MostInterval, out long interval))
            return (int)interval;
        read.Problem(SampleFlag, text, FormattableString.Invariant($"a whole number of milliseconds from {LeastInterval} to {MostInterval}, or off"));
        return null;
    }
}
