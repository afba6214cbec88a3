using InferBench.Runner.Profile.ForModel;

namespace InferBench.Runner.Tests.Profile.ForModel;

public sealed class LadderSharesTests
{
    [Fact]
    public void A_ladder_stands_for_the_operators_that_compute_the_same_without_what_the_profiler_took()
    {
        // Of 1,000 us 200 are the profiler's, all of them between operators.
        var phase = ChosenProfiles.Decode(1e6, 300_000) with
        {
            Operators =
            [
                ChosenProfiles.Operator("lm", 1, 400_000, role: "lm_head") with { Operator = "MatMulNBits" },
                ChosenProfiles.Operator("n", 1, 100_000, kind: "norm", role: "norm") with { Operator = "SimplifiedLayerNormalization" },
                ChosenProfiles.Operator("s", 1, 0, kind: "shape", role: "other"),
            ],
        };
        var record = TestRecords.Ok() with { Model = TestRecords.Model("int4"), Profile = ChosenProfiles.Of(1.25, phase) };

        var shares = KernelShares.Ladders(record);

        Assert.Equal([("decode", "matvec.int4", 0.5, 2.0), ("decode", "rmsnorm", 0.125, 1 / 0.875)], shares.Select(s => (s.Phase, s.Ladder, s.Share, s.AtMost)));
    }
}
