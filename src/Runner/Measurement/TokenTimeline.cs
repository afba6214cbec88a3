using InferBench.Runner.Records;

namespace InferBench.Runner.Measurement;

/// <summary>
/// Raw timestamps of one generation: for each step, when the engine was called, when its logits were on the host and when
/// the tokens were chosen, one of each sequence. t0 is the first call. While time is taken nothing is computed and nothing
/// is allocated.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="tokens">n: tokens generated of each sequence, 1 or more; 2 or more where the first step is untimed.</param>
/// <param name="first">How the first tokens come about; where untimed, only their <see cref="Chosen"/> is noted.</param>
/// <param name="chosenByEngine">Whether the engine's step chooses tokens too, so that nothing can be said of that alone.</param>
public sealed class TokenTimeline(TimeProvider time, int tokens, FirstStep first = FirstStep.Prefill, bool chosenByEngine = false)
{
    private readonly long[] called = new long[tokens];
    private readonly long[] returned = new long[tokens];
    private readonly long[] chosen = new long[tokens];

    /// <summary>The next statement calls the engine for token <paramref name="k"/>, counted from 0.</summary>
    public void Calling(int k) => called[k] = time.GetTimestamp();

    /// <summary>The logits of token <paramref name="k"/> are on the host.</summary>
    public void Returned(int k) => returned[k] = time.GetTimestamp();

    /// <summary>The ids of token <paramref name="k"/> are on the host.</summary>
    public void Chosen(int k) => chosen[k] = time.GetTimestamp();

    /// <summary>The engine's call, which chose too, is over: the ids of token <paramref name="k"/> are on the host.</summary>
    public void ReturnedChosen(int k) => returned[k] = chosen[k] = time.GetTimestamp();

    /// <summary>Where the phases of the generation lie.</summary>
    public PhaseTimes Phases => new(first == FirstStep.Prefill ? returned[0] : null, tokens > 1 ? chosen[0] : null);

    /// <summary>From the first engine call to the first token.</summary>
    /// <exception cref="InvalidDataException">The clock went back.</exception>
    public TimeSpan FirstToken
    {
        get
        {
            RequireForward(1);
            return time.GetElapsedTime(called[0], chosen[0]);
        }
    }

    /// <summary>
    /// Adds one sample of each metric that was timed, but n - 1 of <c>itl</c>; neither that nor <c>decode.time</c> when
    /// n is 1.
    /// </summary>
    /// <exception cref="InvalidDataException">The clock went back.</exception>
    public void AddTo(SampleSet samples)
    {
        RequireForward(tokens);
        if (first != FirstStep.Untimed)
            samples.Add(MetricId.Ttft, Span(called[0], chosen[0]));
        if (first == FirstStep.Prefill)
            samples.Add(MetricId.PrefillTime, Span(called[0], returned[0]));
        if (first != FirstStep.Untimed)
            samples.Add(MetricId.E2e, Span(called[0], chosen[^1]));

        if (tokens > 1)
            samples.Add(MetricId.DecodeTime, Span(chosen[0], chosen[^1]));
        for (var k = 1; k < tokens; k++)
            samples.Add(MetricId.Itl, Span(chosen[k - 1], chosen[k]));
        AddSelf(samples);
    }

    private void RequireForward(int count)
    {
        for (var k = 0; k < count; k++)
        {
            if (k > 0)
                Ticks.RequireForward(chosen[k - 1], called[k], time);
            if (k == 0 && first == FirstStep.Untimed)
                continue;
            Ticks.RequireForward(called[k], returned[k], time);
            Ticks.RequireForward(returned[k], chosen[k], time);
        }
    }

    private void AddSelf(SampleSet samples)
    {
        var firstTimed = first == FirstStep.Untimed ? 1 : 0;
        var start = first == FirstStep.Untimed ? chosen[0] : called[0];
        var inEngine = 0L;
        var choosing = 0L;
        for (var k = firstTimed; k < tokens; k++)
        {
            inEngine += returned[k] - called[k];
            choosing += chosen[k] - returned[k];
        }

        var steps = tokens - firstTimed;
        if (!chosenByEngine)
            samples.Add(MetricId.SelfArgmaxNs, PerStep(choosing, steps));
        samples.Add(MetricId.SelfNsPerToken, PerStep(chosen[^1] - start - inEngine - choosing, steps));
    }

    private long Span(long from, long to) => Ticks.ToNanoseconds(to - from, time.TimestampFrequency);

    private long PerStep(long ticks, int steps) => (Span(0, ticks) + steps / 2) / steps;
}
