using InferBench.Runner.Store;

namespace InferBench.Runner.Tests.Store;

public sealed class ReadAheadTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(1_000)]
    public void It_is_the_same_sequence(int count) =>
        Assert.Equal(Enumerable.Range(0, count), ReadAhead.Of(Enumerable.Range(0, count)));

    [Fact]
    public void What_fails_there_fails_here()
    {
        var read = new List<int>();

        var failure = Assert.Throws<InvalidOperationException>(() => read.AddRange(ReadAhead.Of(Failing())));

        Assert.Equal("at 100", failure.Message);

        static IEnumerable<int> Failing()
        {
            for (int i = 0; ; i++)
                yield return i < 100 ? i : throw new InvalidOperationException("at 100");
        }
    }

    [Fact]
    public void A_reader_that_stops_ends_the_other_and_closes_its_source()
    {
        bool closed = false;

        Assert.Equal([0, 1, 2], ReadAhead.Of(Endless()).Take(3));

        Assert.True(closed);

        IEnumerable<int> Endless()
        {
            try
            {
                for (int i = 0; ; i++)
                    yield return i;
            }
            finally
            {
                closed = true;
            }
        }
    }
}
