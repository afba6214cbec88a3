namespace InferBench.Runner.Tests.Measurement;

/// <summary>A clock that stands still until it is told how many ticks have passed.</summary>
internal sealed class ScriptedTime(long frequency = 1_000_000_000) : TimeProvider
{
    // A clock that does not start at 0 shows who forgets to subtract.
    private long now = 123_456_789_000;

    public override long TimestampFrequency => frequency;

    public override long GetTimestamp() => now;

    public void Advance(long ticks) => now += ticks;
}
