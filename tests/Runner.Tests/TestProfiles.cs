using InferBench.Runner.Records;

namespace InferBench.Runner.Tests;

/// <summary>Profiles with round numbers of a model with two layers.</summary>
internal static class TestProfiles
{
    /// <summary>A decode step of 1 ms, and a prefill of 4 ms: the same four times as long.</summary>
    public static RunRecord Ok() => Of(Phase(ProfilePhase.Prefill, 4), Phase(ProfilePhase.Decode, 1));

    public static RunRecord Of(params ProfilePhase[] phases)
    {
        var r = TestRecords.Ok();
        return r with
        {
            CaseId = "ab0123456789",
            Case = r.Case with { Profile = true },
            Model = TestRecords.Model("int4"),
            Profile = new()
            {
                Passes = [new() { Name = ProfilePass.Unprofiled, Trials = 5, DecodeNs = 1_000_000 }, new() { Name = ProfilePass.Operators, Trials = 5, DecodeNs = 1_000_000, Overhead = 1 }],
                Phases = phases,
                NotMeasured = new Dictionary<string, string>(),
            },
        };
    }

    /// <summary>Operators of 900 us, gaps of 90 and 10 us unaccounted, times a factor.</summary>
    public static ProfilePhase Phase(string name, double factor) => new()
    {
        Name = name,
        Steps = 10,
        StepNs = 1_000_000 * factor,
        Operators =
        [
            Operator("/layers.0/mlp/gate_proj/MatMul", "matmul", "gate_proj", 0, 200_000 * factor),
            Operator("/layers.1/mlp/gate_proj/MatMul", "matmul", "gate_proj", 1, 220_000 * factor),
            Operator("/lm_head/MatMul", "matmul", "lm_head", null, 300_000 * factor),
            Operator("/layers.0/attn/GroupQueryAttention", "attention", "attention", 0, 60_000 * factor),
            Operator("/layers.1/attn/GroupQueryAttention", "attention", "attention", 1, 80_000 * factor),
            Operator("/layers.0/norm", "norm", "norm", 0, 15_000 * factor),
            Operator("/layers.1/norm", "norm", "norm", 1, 15_000 * factor),
            Operator("/norm", "norm", "norm", null, 10_000 * factor),
        ],
        GapsNs = new Dictionary<string, double>
        {
            [GapName.BetweenOperators] = 70_000 * factor,
            [GapName.Selection] = 20_000 * factor,
            [GapName.Unaccounted] = 10_000 * factor,
        },
        Counters = new Dictionary<string, double>(),
        Advice = "",
    };

    public static OperatorTime Operator(string node, string kind, string role, int? layer, double ns, string? op = null) => new()
    {
        Node = node,
        Operator = op ?? node[(node.LastIndexOf('/') + 1)..],
        Kind = kind,
        Layer = layer,
        Role = role,
        Provider = "CPUExecutionProvider",
        Calls = 1,
        Ns = ns,
    };

    /// <summary>500 us of which 400 are kernels and 60 a copy.</summary>
    public static DeviceActivity Device(double factor = 1) => new()
    {
        Steps = 10,
        StepNs = 500_000 * factor,
        BusyNs = 460_000 * factor,
        GapNs = 40_000 * factor,
        IsLaunchBound = false,
        Launches = 2,
        Kernels = [new("gemv_int4", 1, 300_000 * factor), new("softmax", 1, 100_000 * factor)],
        Copies = [new("host_to_device", 1, 4, 60_000 * factor)],
        Findings = [],
    };
}
