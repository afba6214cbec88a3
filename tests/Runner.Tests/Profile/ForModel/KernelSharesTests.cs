using InferBench.Runner.Profile.ForModel;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Profile.ForModel;

public sealed class KernelSharesTests
{
    private const string Rows = "cpu.matvec.int4.2_simd", Scalar = "cpu.matvec.int4.1_scalar";

    [Fact]
    public void The_whole_gains_as_amdahl_has_it()
    {
        // 8 ms of 10 are products, in two shapes; the kernel takes 2 x 0.5 + 1 x 3 = 4 ms.
        var profile = Profiled(
            10e6, Product("/layers.0/mlp/gate_proj", "gate_proj", 2.5e6), Product("/layers.1/mlp/gate_proj", "gate_proj", 2.5e6), Product("/lm_head", "lm_head", 3e6, layer: null));
        RunRecord[] kernels = [Kernel(Rows, "160x64", 0.5e-3), Kernel(Rows, "320x64", 3e-3)];

        var phase = Assert.Single(KernelShares.Of(profile, kernels).Phases);
        var share = Assert.Single(phase.Kernels);

        Assert.Equal((ShareBasis.Time, "cpu", 10e6, 1, 1, 160), (phase.Basis, phase.Device, phase.StepNs, phase.Batch, phase.Tokens, phase.Past));
        Assert.Equal([("160x64", 2.0), ("320x64", 1.0)], share.Launches.Select(l => (l.Key, l.Value)));
        Assert.Equal(0.8, share.Share!.Value, 1e-12);
        Assert.Equal((8e6, 4e6, 2.0), (share.OperatorNs, share.KernelNs, share.SpeedUp));
        // 10 / (10 - 8 + 4), and 10 / (10 - 8).
        Assert.Equal((10.0 / 6, 5.0), (share.Whole, share.AtMost));
        Assert.Null(share.NotMeasured);
    }

    [Fact]
    public void A_slower_kernel_would_make_the_whole_slower()
    {
        var share = Assert.Single(Assert.Single(KernelShares.Of(Profiled(10e6, Product("/lm_head", "lm_head", 5e6, layer: null)), [Kernel(Rows, "320x64", 15e-3)]).Phases).Kernels);

        Assert.Equal((1.0 / 3, 0.5, 2.0), (share.SpeedUp, share.Whole, share.AtMost));
    }

    [Fact]
    public void Kernels_with_a_shape_that_failed_or_was_not_run_have_no_time_and_say_why()
    {
        var profile = Profiled(10e6, Product("/layers.0/mlp/gate_proj", "gate_proj", 5e6), Product("/lm_head", "lm_head", 3e6, layer: null));
        var failed = Kernel(Scalar, "160x64", 1e-3) with { Status = CaseStatus.Failed, Reason = "wrong result", Statistics = new Dictionary<string, Distribution>() };

        var shares = Assert.Single(KernelShares.Of(profile, [Kernel(Rows, "320x64", 3e-3), failed, Kernel(Scalar, "320x64", 3e-3)]).Phases).Kernels;

        Assert.Equal([(Scalar, "160x64: wrong result"), (Rows, "160x64: was not run")], shares.Select(s => (s.Kernel, s.NotMeasured)));
        Assert.All(shares, s => Assert.Equal((0.8, 5.0, null, null), (s.Share!.Value, s.AtMost!.Value, s.KernelNs, s.Whole)));
    }

    [Fact]
    public void Kernels_of_another_device_and_implausible_ones_gain_nothing()
    {
        var profile = Profiled(10e6, Product("/lm_head", "lm_head", 3e6, layer: null));
        var gpu = Kernel("cuda.matvec.int4.3_dot4", "320x64", 1e-3);
        gpu = gpu with { Case = gpu.Case with { Device = "cuda:0" } };
        var implausible = Kernel(Scalar, "320x64", 1e-3) with { Grade = new([new(GradeReason.Implausible, "too fast")], []) };

        var shares = Assert.Single(KernelShares.Of(profile, [gpu, implausible]).Phases).Kernels;

        Assert.Equal((null, 1e6, null, "the profile is of cpu"), (shares[1].Share, shares[1].KernelNs, shares[1].Whole, shares[1].NotMeasured));
        Assert.Equal((0.3, null, "320x64: invalid, implausible"), (shares[0].Share!.Value, shares[0].KernelNs, shares[0].NotMeasured));
    }

    [Fact]
    public void Variants_of_a_kernel_stand_beside_each_other_the_fastest_first()
    {
        var profile = Profiled(10e6, Product("/lm_head", "lm_head", 3e6, layer: null));
        var two = Kernel(Rows, "320x64", 1e-3) with { Engine = TestRecords.Ok().Engine! with { Threads = 2 } };
        two = two with { Case = two.Case with { Threads = 2 } };

        Assert.Equal([(2, 1e6), (1, 2e6)], Assert.Single(KernelShares.Of(profile, [Kernel(Rows, "320x64", 2e-3), two]).Phases).Kernels.Select(s => (s.Threads!.Value, s.KernelNs!.Value)));
    }

    [Fact]
    public void Kernels_that_never_ran_say_why_and_those_of_no_use_too()
    {
        var phases = ProfiledOperations.Of(Profiled(10e6, Product("/lm_head", "lm_head", 3e6, layer: null)));

        var shares = Assert.Single(KernelShares.Of("m", phases, [new("cuda.matvec.int4.3_dot4", "matvec.int4", "no GPU here"), new("cpu.matvec.fp32.1_scalar", "matvec.fp32", "unused"), new("cpu.ceiling.fma.1_simd", "ceiling.fma", "")], []).Phases).Kernels;

        Assert.Equal(
            [("cuda.matvec.int4.3_dot4", 0.3, "no GPU here"), ("cpu.matvec.fp32.1_scalar", -1, "the phase has no operator of its own for it")],
            shares.Select(s => (s.Kernel, s.Share ?? -1, s.NotMeasured!)));
        Assert.Equal(10 / 7.0, shares[0].AtMost!.Value, 1e-12);
    }

    [Fact]
    public void A_record_without_a_profile_is_refused() => Assert.Equal(
        "case 0123456789ab (synth:llama-15m:int4): found no profile, allowed are profiled cases; profile it with 'inferbench profile'",
        Assert.Throws<BadInputException>(() => KernelShares.Of(TestRecords.Ok(), [])).Message);

    private static RunRecord Profiled(double step, params OperatorTime[] operators) =>
        TestProfiles.Of(TestProfiles.Phase(ProfilePhase.Decode, 1) with { StepNs = step, Operators = operators, GapsNs = new Dictionary<string, double>() });

    private static OperatorTime Product(string node, string role, double ns, int? layer = 0) => TestProfiles.Operator(node, "matmul", role, layer, ns, "MatMulNBits");

    private static RunRecord Kernel(string name, string shape, double seconds) => TestKernels.Fresh(name, 1, shape, "matvec.int4") with
    {
        Statistics = new Dictionary<string, Distribution> { [MetricId.KernelTime] = TestRecords.Around(seconds, 0.01) },
    };
}
