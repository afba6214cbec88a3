using InferBench.Runner.Measurement;

namespace InferBench.Runner.Tests.Measurement;

public sealed class SampleSetTests
{
    [Fact]
    public void Keeps_samples_by_id_in_the_order_they_came()
    {
        var samples = new SampleSet();
        samples.Add("a", 3);
        samples.Add("b", 1);
        samples.Add("a", 2);

        Assert.Equal(["a", "b"], samples.Ids);
        Assert.Equal([3, 2], samples["a"]);
        Assert.Empty(samples["c"]);
    }
}
