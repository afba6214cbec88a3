using InferBench.Runner.Profile;
using InferBench.Runner.Records;
using static InferBench.Runner.Tests.ChosenProfiles;

namespace InferBench.Runner.Tests.Profile;

/// <summary>Each sentence, from figures that a person can check.</summary>
public sealed class PhaseAdviceTests
{
    private static readonly CaseSpec Spec = new() { Engine = "ort", Device = "cpu", Model = "m", Prompt = 128, Generate = 32, Depth = 0 };

    // 100 GFLOP/s, 10 GB/s.
    private static readonly Roof Ceilings = new() { Compute = 100e9, Bandwidth = 10e9, Limit = "memory", Seconds = 1 };

    [Fact]
    public void Launches_come_before_everything()
    {
        var phase = Decode(1000, 500, ("a", 1, 500)) with { Device = Device(stepNs: 1e6, busyNs: 4e5) };

        Assert.Equal(
            "The GPU waits for launches: it is busy 40 % of a step of 312 launches; launch fewer with --option cuda.enable_cuda_graph=1, or give each more to do with a larger --batch.",
            Advice(phase));
    }

    [Fact]
    public void The_hosts_loop() => Assert.Equal(
        "20 % of a step is binding inputs, choosing tokens and the host's loop (20 µs), not the model: a larger --batch shares it among more tokens.",
        Advice(Decode(100_000, 0, ("a", 1, 80_000)) with
        {
            GapsNs = new Dictionary<string, double> { [GapName.Binding] = 5_000, [GapName.Selection] = 10_000, [GapName.HostLoop] = 5_000 },
        }));

    [Fact]
    public void What_passes_between_operators() => Assert.Equal(
        "30 % of a step passes between its 60 calls of operators (0.5 µs each): they are too small for the runtime; a larger --batch or a graph with more fused operators has fewer for each token.",
        Advice(Decode(100_000, 30_000, ("a", 60, 70_000))));

    [Fact]
    public void The_profilers_own_time_between_operators_is_not_advised_against()
    {
        // Of 140 us, 40 are the profiler's: the products' share is of 100.
        var phase = Decode(140_000, 40_000, ("a", 1, 100_000), ("b", 1, 0));

        Assert.StartsWith("Products take 100 % of a step", PhaseAdvice.Of(phase, Of(1.4, phase), Spec), StringComparison.Ordinal);
    }

    [Fact]
    public void Attention() => Assert.Equal(
        "Attention takes 40 % of a step with 1184 tokens in sight, and grows with them: a shorter context or a model with fewer key and value heads makes it cheaper.",
        Advice(Phase(Operator("a", 1, 40_000, kind: "attention"), Operator("b", 1, 60_000)), Spec with { Depth = 1024 }));

    [Fact]
    public void The_output_projection() => Assert.Equal(
        "The output projection (lm_head) takes 45 % of a step at 2.0 GB/s: store it in fewer bits, or take a model with a smaller vocabulary.",
        Advice(Phase(Operator("a", 1, 45_000, role: "lm_head", bytes: 90_000), Operator("b", 1, 55_000))));

    [Theory]
    // 10 GB/s and 100 GFLOP/s allow 80 us for 800 kB.
    [InlineData("decode", 0, 800_000, "Products take 100 % of a step and read 8.0 GB/s, 80 % of the ceiling: memory binds them; fewer bits a weight, or a larger --batch, which reads the weights once for all, makes tokens cheaper.")]
    [InlineData("prefill", 0, 800_000, "Products take 100 % of a step and read 8.0 GB/s, 80 % of the ceiling: memory binds them; a longer prompt, or a larger --batch, uses each weight more often.")]
    [InlineData("decode", 0, 200_000, "Products take 100 % of a step and read 2.0 GB/s, 20 % of the ceiling: memory leaves room for 5.0 times that; try other --threads and another --precision, whose kernels differ.")]
    [InlineData("prefill", 9e6, 1, "Products take 100 % of a step at 90.0 GFLOP/s, 90 % of the ceiling: arithmetic binds them; only a faster processor, or a precision that it multiplies faster, helps.")]
    [InlineData("prefill", 1e6, 1, "Products take 100 % of a step at 10.0 GFLOP/s, 10 % of the ceiling: arithmetic leaves room for 10.0 times that; try a longer --prompt, other --threads and another --precision, whose kernels differ.")]
    public void Products_by_what_they_reach(string name, double flops, double bytes, string advice) =>
        Assert.Equal(advice, Advice(Phase(Operator("a", 1, 100_000, flops: flops, bytes: bytes)) with { Name = name, Roof = Ceilings }));

    [Fact]
    public void Products_without_ceilings() => Assert.Equal(
        "Products take 100 % of a step at 8.0 GB/s; without this machine's ceilings it cannot be said whether they could be faster: leave out --no-ceilings and --trials.",
        Advice(Phase(Operator("a", 1, 100_000, bytes: 800_000))));

    [Fact]
    public void Another_kind() => Assert.Equal(
        "Control flow takes the most, 60 % of a step: see which nodes with --flame.",
        Advice(Phase(Operator("a", 1, 60_000, kind: "control_flow"), Operator("b", 1, 40_000))));

    [Fact]
    public void A_captured_graph_shows_no_operators() => Assert.Equal(
        "The runtime told of no operator, as where a step is a captured graph: leave out --option cuda.enable_cuda_graph=1 to see operators.",
        Advice(Decode(100, 0)));

    private static string Advice(ProfilePhase phase, CaseSpec? spec = null) => PhaseAdvice.Of(phase, Of(null, phase), spec ?? Spec);

    private static ProfilePhase Phase(params OperatorTime[] operators) => Decode(operators.Sum(o => o.Ns), 0) with { Operators = operators };

    private static DeviceActivity Device(double stepNs, double busyNs) => new()
    {
        Steps = 5,
        StepNs = stepNs,
        BusyNs = busyNs,
        GapNs = stepNs - busyNs,
        IsLaunchBound = true,
        Launches = 312,
        Kernels = [],
        Copies = [],
        Findings = [],
    };
}
