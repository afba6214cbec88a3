using InferBench.Runner.Workloads;

namespace InferBench.Runner.Tests.Workloads;

public sealed class ArgmaxTests
{
    public static TheoryData<int> Lengths =>
        [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 1_000, 32_000, 32_003];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Finds_what_a_plain_loop_finds(int length)
    {
        var random = new Random(length);
        for (var round = 0; round < 20; round++)
        {
            // Few distinct values, so that ties are common; the last rounds are all negative.
            float[] values = [.. Enumerable.Range(0, length).Select(_ => random.Next(-50, round < 10 ? 50 : -40) / 8f)];

            Assert.Equal(Naive(values), Argmax.IndexOfMax(values));
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Finds_a_single_maximum_at_every_place(int length)
    {
        var values = new float[length];
        Array.Fill(values, -3.5f);
        for (var place = 0; place < length; place += 1 + length / 300)
        {
            values[place] = -1;
            Assert.Equal(place, Argmax.IndexOfMax(values));
            values[place] = -3.5f;
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void The_first_of_equals_wins(int length)
    {
        var values = new float[length];

        Array.Fill(values, -7f);
        Assert.Equal(0, Argmax.IndexOfMax(values));

        Array.Fill(values, float.NegativeInfinity);
        Assert.Equal(0, Argmax.IndexOfMax(values));

        values[^1] = float.MinValue;
        Assert.Equal(length - 1, Argmax.IndexOfMax(values));

        Array.Fill(values, float.PositiveInfinity, length / 2, length - length / 2);
        Assert.Equal(length / 2, Argmax.IndexOfMax(values));
    }

    [Fact]
    public void Both_zeros_are_equal()
    {
        Assert.Equal(1, Argmax.IndexOfMax([-1f, -0f, 0f, -1f]));
        Assert.Equal(1, Argmax.IndexOfMax([-1f, -0f, -1f, -1f, -1f, -1f, -1f, -1f, -1f, 0f]));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void The_first_NaN_is_greater_than_all(int length)
    {
        var values = new float[length];
        Array.Fill(values, float.PositiveInfinity);
        values[^1] = float.NaN;
        values[length / 3] = float.NaN;

        Assert.Equal(length / 3, Argmax.IndexOfMax(values));
    }

    [Fact]
    public void Nothing_has_no_maximum() => Assert.Equal(-1, Argmax.IndexOfMax([]));

    private static int Naive(float[] values)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best])
                best = i;
        }

        return best;
    }
}
