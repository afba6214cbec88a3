using InferBench.Runner.Records;
using InferBench.Runner.Workloads;

namespace InferBench.Runner.Tests.Workloads;

public sealed class SamplerTests
{
    private const float NegativeInfinity = float.NegativeInfinity;

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(0.7, 0, 1)]
    [InlineData(1, 40, 1)]
    [InlineData(1, 0, 0.9)]
    [InlineData(0.8, 40, 0.95)]
    [InlineData(1.5, 700, 0.5)]
    [InlineData(5, 1_999, 0.999)]
    [InlineData(0.05, 3, 0.3)]
    public void Draws_what_the_definition_draws(double temperature, int topK, double topP)
    {
        const int Vocabulary = 2_000, Draws = 40;
        int compared = 0;
        for (int seed = 0; seed < 20; seed++)
        {
            var logits = Logits(Vocabulary, seed);
            var spec = new SamplingSpec { Temperature = temperature, TopK = topK, TopP = topP, Seed = seed };
            var distribution = ReferenceSampler.Distribution(logits, spec);
            var sampler = new Sampler(spec, Vocabulary, batch: 1);
            var stream = SplitMix64.OfSequence(seed, 0);
            for (int k = 0; k < Draws; k++)
            {
                int drawn = sampler.Draw(logits, 0);
                // Float32 weights move a boundary by parts in a million.
                if (ReferenceSampler.Draw(distribution, stream.NextUnit(), nearness: 1e-5) is not { } expected)
                    continue;
                Assert.Equal((seed, k, expected), (seed, k, drawn));
                compared++;
            }
        }

        Assert.InRange(compared, 20 * Draws * 9 / 10, 20 * Draws);
    }

    [Fact]
    public void Ids_come_as_often_as_they_are_likely()
    {
        const int Draws = 100_000;
        float[] logits = [1, 3, 2.5f, 0, 3, -1, 2];
        var spec = new SamplingSpec { Temperature = 1.2, TopK = 6, TopP = 0.95, Seed = 12 };
        var sampler = new Sampler(spec, logits.Length, batch: 1);
        var counts = new int[logits.Length];
        for (int i = 0; i < Draws; i++)
            counts[sampler.Draw(logits, 0)]++;

        var distribution = ReferenceSampler.Distribution(logits, spec);
        double before = 0, chiSquare = 0;
        foreach (var (id, cumulative) in distribution)
        {
            double expected = Draws * (cumulative - before);
            chiSquare += (counts[id] - expected) * (counts[id] - expected) / expected;
            counts[id] = 0;
            before = cumulative;
        }

        // 99.9 % of chi-square with four degrees of freedom.
        Assert.Equal(5, distribution.Length);
        Assert.InRange(chiSquare, 0, 18.47);
        Assert.All(counts, count => Assert.Equal(0, count));
    }

    [Fact]
    public void Top_1_is_argmax() => Assert.Equal(7, Draw(Ramp(12, peak: 7), new() { Temperature = 100, TopK = 1 }));

    [Fact]
    public void A_cold_sampler_is_argmax() => Assert.Equal(7, Draw(Ramp(12, peak: 7), new() { Temperature = 1e-300 }));

    [Theory]
    [InlineData(1e-9, 1)]
    [InlineData(1, 2)]
    public void Of_equal_logits_the_lowest_ids_are_kept(double topP, int topK)
    {
        float[] logits = [0, 5, 5, -5, 5, 5, 5];
        var drawn = Enumerable.Range(0, 200).Select(seed => Draw(logits, new() { TopK = topK, TopP = topP, Seed = seed })).Distinct().Order();

        Assert.Equal(topK == 1 ? [1] : [1, 2], drawn);
    }

    [Fact]
    public void Equal_logits_are_drawn_in_order_of_id()
    {
        var logits = new float[1_000];
        var stream = SplitMix64.OfSequence(3, 0);

        Assert.Equal((int)Math.Ceiling(stream.NextUnit() * 1_000) - 1, Draw(logits, new() { Seed = 3 }));
    }

    [Fact]
    public void Minus_zero_is_zero() => Assert.Equal(0, Draw([-0f, 0, -0f], new() { TopP = 0.1 }));

    [Fact]
    public void Minus_infinity_is_never_drawn()
    {
        float[] logits = [NegativeInfinity, 1, NegativeInfinity, 0, NegativeInfinity];

        foreach (int topK in (int[])[0, 4])
            Assert.Equal([1, 3], Enumerable.Range(0, 100).Select(seed => Draw(logits, new() { TopK = topK, Seed = seed })).Distinct().Order());
    }

    [Theory]
    [InlineData(new[] { 1, float.NaN, 5, float.NaN }, 1)]
    [InlineData(new[] { 1, float.PositiveInfinity, 5, float.PositiveInfinity }, 1)]
    [InlineData(new[] { NegativeInfinity, NegativeInfinity }, 0)]
    public void Where_the_largest_is_not_finite_it_is_taken(float[] logits, int id) => Assert.Equal(id, Draw(logits, new()));

    [Fact]
    public void Each_sequence_has_its_own_draws_and_the_first_those_of_batch_1()
    {
        var logits = Logits(500, seed: 1);
        var spec = new SamplingSpec { Temperature = 3, Seed = 7 };
        Sampler alone = new(spec, 500, batch: 1), together = new(spec, 500, batch: 3);

        int[] expected = [.. Enumerable.Range(0, 20).Select(_ => alone.Draw(logits, 0))];
        int[][] drawn = [.. Enumerable.Range(0, 20).Select(_ => (int[])[together.Draw(logits, 0), together.Draw(logits, 1), together.Draw(logits, 2)])];

        Assert.Equal(expected, drawn.Select(d => d[0]));
        Assert.NotEqual(drawn.Select(d => d[1]), drawn.Select(d => d[2]));
    }

    [Fact]
    public void A_restart_goes_on_after_what_was_drawn()
    {
        var logits = Logits(500, seed: 1);
        var sampler = new Sampler(new() { Temperature = 3, Seed = 7 }, 500, batch: 1);
        int[] drawn = [.. Enumerable.Range(0, 20).Select(_ => sampler.Draw(logits, 0))];

        sampler.Restart(drawn: 5);

        Assert.Equal(drawn[5..], Enumerable.Range(5, 15).Select(_ => sampler.Draw(logits, 0)));
    }

    private static int Draw(float[] logits, SamplingSpec spec) => new Sampler(spec, logits.Length, batch: 1).Draw(logits, 0);

    private static float[] Ramp(int count, int peak) => [.. Enumerable.Range(0, count).Select(i => i == peak ? 2f : i / 100f)];

    // Rounded to eighths, so that there are many ties.
    private static float[] Logits(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => MathF.Round((float)(random.NextDouble() * 16 - 8) * 8) / 8)];
    }
}
