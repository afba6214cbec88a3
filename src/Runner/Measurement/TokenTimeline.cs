using InferBench.Runner.Records;

namespace InferBench.Runner.Measurement;

/// <summary>
/// Raw timestamps of one generation: for each token, when the engine was called, when its logits were on the host and
/// when the token was chosen. t0 is the first call. While time is taken nothing is computed and nothing is allocated.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="tokens">n: tokens generated, 1 or more.</param>
public sealed class TokenTimeline(TimeProvider time, int tokens)
{
    private readonly long[] called = new long[tokens];
    private readonly long[] returned = new long[tokens];
    private readonly long[] chosen = new long[tokens];

    /// <summary>The next statement calls the engine for token <paramref name="k"/>, counted from 0.</summary>
    public void Calling(int k) => called[k] = time.GetTimestamp();

    /// <summary>The logits of token <paramref name="k"/> are on the host.</summary>
    public void Returned(int k) => returned[k] = time.GetTimestamp();

    /// <summary>The id of token <paramref name="k"/> is on the host.</summary>
    public void Chosen(int k) => chosen[k] = time.GetTimestamp();

    /// <summary>From the first engine call to the first token.</summary>
    public TimeSpan FirstToken => time.GetElapsedTime(called[0], chosen[0]);

    /// <summary>
    /// Adds one sample of each metric, but n - 1 of <c>itl</c>; neither that nor <c>decode.time</c> when n is 1.
    /// </summary>
    public void AddTo(SampleSet samples)
    {
        samples.Add(MetricId.Ttft, Span(called[0], chosen[0]));
        samples.Add(MetricId.PrefillTime, Span(called[0], returned[0]));
        samples.Add(MetricId.E2e, Span(called[0], chosen[^1]));
        if (tokens > 1)
            samples.Add(MetricId.DecodeTime, Span(chosen[0], chosen[^1]));
        for (var k = 1; k < tokens; k++)
            samples.Add(MetricId.Itl, Span(chosen[k - 1], chosen[k]));

        var inEngine = 0L;
        var choosing = 0L;
        for (var k = 0; k < tokens; k++)
        {
            inEngine += returned[k] - called[k];
            choosing += chosen[k] - returned[k];
        }

        samples.Add(MetricId.SelfArgmaxNs, PerToken(choosing));
        samples.Add(MetricId.SelfNsPerToken, PerToken(chosen[^1] - called[0] - inEngine - choosing));
    }

    private long Span(long from, long to) => Ticks.ToNanoseconds(to - from, time.TimestampFrequency);

    private long PerToken(long ticks) => (Span(0, ticks) + tokens / 2) / tokens;
}
