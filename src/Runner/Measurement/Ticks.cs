namespace InferBench.Runner.Measurement;

/// <summary>Converts spans of a <see cref="TimeProvider"/>'s timestamps.</summary>
public static class Ticks
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Nearest whole nanosecond; exact where a tick is a whole number of them.</summary>
    /// <param name="ticks">A difference of two timestamps, 0 or more.</param>
    /// <param name="frequency">Ticks per second.</param>
    public static long ToNanoseconds(long ticks, long frequency) =>
        frequency == NanosecondsPerSecond
            ? ticks
            : (long)(((Int128)ticks * NanosecondsPerSecond + frequency / 2) / frequency);
}
