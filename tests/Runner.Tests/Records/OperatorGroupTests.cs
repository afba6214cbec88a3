using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Records;

public sealed class OperatorGroupTests
{
    private static readonly Roof Ceilings = new() { Compute = 100e9, Bandwidth = 10e9, Limit = "memory", Seconds = 1 };

    [Fact]
    public void Rates_are_of_the_time_of_those_that_have_a_formula()
    {
        var group = Assert.Single(OperatorGroup.By(
            [
                ChosenProfiles.Operator("a", 1, 1000, flops: 4000, bytes: 2000),
                ChosenProfiles.Operator("b", 2, 3000, bytes: 6000),
                ChosenProfiles.Operator("c", 1, 500),
            ],
            o => o.Kind));

        Assert.Equal(("matmul", 3, 4.0, 4500.0, 4000.0, 8000.0), (group.Name, group.Nodes, group.Calls, group.Ns, group.Flops, group.Bytes));
        Assert.Equal((4e9, 2e9), (group.FlopsPerSecond, group.BytesPerSecond));
    }

    [Fact]
    public void The_group_that_took_the_longest_is_first()
    {
        var groups = OperatorGroup.By(
            [ChosenProfiles.Operator("a", 1, 10, kind: "norm"), ChosenProfiles.Operator("b", 1, 30), ChosenProfiles.Operator("c", 1, 25, kind: "norm")], o => o.Kind);

        Assert.Equal(["norm", "matmul"], groups.Select(g => g.Name));
    }

    [Theory]
    // 100 GFLOP/s and 10 GB/s: ten operations a byte.
    [InlineData(1000, 200, 20, "memory")]
    [InlineData(4000, 200, 40, "compute")]
    public void The_ceiling_that_leaves_the_longer_time_binds(double flops, double bytes, double ns, string limit)
    {
        var group = OperatorGroup.By([ChosenProfiles.Operator("a", 1, 100, flops: flops, bytes: bytes)], o => o.Kind)[0];

        Assert.Equal((ns, limit), (Math.Round(group.Least(Ceilings)!.Value.Ns, 9), group.Least(Ceilings)!.Value.Limit));
    }

    [Fact]
    public void Without_a_formula_or_a_ceiling_there_is_no_least_time()
    {
        var known = OperatorGroup.By([ChosenProfiles.Operator("a", 1, 100, flops: 1, bytes: 1)], o => o.Kind)[0];

        Assert.Null(known.Least(null));
        Assert.Null(known.Least(Ceilings with { Compute = null }));
        Assert.Null(OperatorGroup.By([ChosenProfiles.Operator("a", 1, 100, flops: 1)], o => o.Kind)[0].Least(Ceilings));
        Assert.Null(OperatorGroup.By([ChosenProfiles.Operator("a", 1, 100)], o => o.Kind)[0].FlopsPerSecond);
    }
}
