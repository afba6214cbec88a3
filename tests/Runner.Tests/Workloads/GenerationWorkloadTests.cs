using InferBench.Runner.Measurement;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Measurement;
using InferBench.Runner.Workloads;

namespace InferBench.Runner.Tests.Workloads;

[Collection(nameof(Alone))]
public sealed class GenerationWorkloadTests
{
    private readonly ScriptedTime time = new();

    [Fact]
    public void Feeds_each_chosen_token_back_but_the_last()
    {
        using var session = new ScriptedSession(time);
        using var workload = new GenerationWorkload(session, [5, 6, 7], 4, time);

        Trial(workload);

        Assert.Equal([5, 6, 7], session.Prompt);
        Assert.Equal([1, 4, 7], session.Staged);
        Assert.Equal([1, 4, 7, 10], workload.Tokens.ToArray());
        Assert.Equal(4, session.Runs);
        Assert.Equal(TokenHash.Of([1, 4, 7, 10]), workload.OutputHash);
    }

    [Fact]
    public void Takes_the_planted_times_apart()
    {
        using var workload = new GenerationWorkload(new ScriptedSession(time), [1], 3, time);

        var samples = Trial(workload);

        Assert.Equal([64_000_000], samples[MetricId.PrefillTime]);
        Assert.Equal([64_002_000], samples[MetricId.Ttft]);
        Assert.Equal([10_002_300, 10_002_300], samples[MetricId.Itl]);
        Assert.Equal([20_004_600], samples[MetricId.DecodeTime]);
        Assert.Equal([84_006_600], samples[MetricId.E2e]);
        Assert.Equal([200], samples[MetricId.SelfNsPerToken]);
        Assert.Equal([2_000], samples[MetricId.SelfArgmaxNs]);
    }

    [Fact]
    public void One_token_is_prefill_alone()
    {
        using var session = new ScriptedSession(time);
        using var workload = new GenerationWorkload(session, [1], 1, time);

        var samples = Trial(workload);

        Assert.Equal([MetricId.PrefillTime], workload.Watched);
        Assert.Equal([64_002_000], samples[MetricId.E2e]);
        Assert.DoesNotContain(MetricId.DecodeTime, samples.Ids);
        Assert.Empty(session.Staged);
    }

    [Fact]
    public void The_first_token_can_be_timed_alone()
    {
        using var session = new ScriptedSession(time);
        using var workload = new GenerationWorkload(session, [1, 2], 8, time);

        Assert.Equal(TimeSpan.FromMilliseconds(64.002), workload.RunFirstToken());
        Assert.Equal(1, session.Runs);
    }

    [Fact]
    public void A_trial_allocates_nothing()
    {
        using var workload = new GenerationWorkload(new ScriptedSession(time), [1, 2, 3], 32, time);
        Trial(workload);
        workload.Prepare();

        var before = GC.GetAllocatedBytesForCurrentThread();
        workload.RunTrial();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void A_NaN_is_an_error_and_not_a_token()
    {
        using var workload = new GenerationWorkload(new ScriptedSession(time) { NaNStep = 2 }, [1], 4, time);

        var error = Assert.Throws<InvalidDataException>(() => Trial(workload));

        Assert.Equal("the logits of generated token 3 of 4 hold NaN at id 7", error.Message);
    }

    [Fact]
    public void A_NaN_in_the_first_token_is_an_error_too()
    {
        using var workload = new GenerationWorkload(new ScriptedSession(time) { NaNStep = 0 }, [1], 4, time);

        Assert.Throws<InvalidDataException>(() => workload.RunFirstToken());
    }

    [Theory]
    [InlineData(3, 6, 8, true)]
    [InlineData(3, 7, 8, false)]
    [InlineData(0, 1, 8, false)]
    [InlineData(1, 0, 8, false)]
    public void The_session_must_have_room(int prompt, int generate, int capacity, bool fits)
    {
        using var session = new ScriptedSession(time, capacity);
        Action open = () => new GenerationWorkload(session, new int[prompt], generate, time).Dispose();

        if (fits)
            open();
        else
            Assert.Throws<ArgumentOutOfRangeException>(open);
    }

    [Fact]
    public void Closing_the_workload_closes_the_session()
    {
        using var session = new ScriptedSession(time);

        new GenerationWorkload(session, [1], 1, time).Dispose();

        Assert.True(session.Disposed);
    }

    private static SampleSet Trial(GenerationWorkload workload)
    {
        var samples = new SampleSet();
        workload.Prepare();
        workload.RunTrial();
        workload.Collect(samples);
        return samples;
    }
}
