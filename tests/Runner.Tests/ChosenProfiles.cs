using InferBench.Runner.Records;

namespace InferBench.Runner.Tests;

/// <summary>Profiles with chosen figures.</summary>
internal static class ChosenProfiles
{
    /// <summary>A decode step: what is neither an operator's nor between them is not accounted for.</summary>
    public static ProfilePhase Decode(double step, double between, params (string Node, double Calls, double Ns)[] operators) => new()
    {
        Name = ProfilePhase.Decode,
        Steps = 10,
        StepNs = step,
        Operators = [.. operators.Select(o => Operator(o.Node, o.Calls, o.Ns))],
        GapsNs = new Dictionary<string, double>
        {
            [GapName.BetweenOperators] = between,
            [GapName.Unaccounted] = step - between - operators.Sum(o => o.Ns),
        },
        Counters = new Dictionary<string, double>(),
        Advice = "none",
    };

    public static OperatorTime Operator(string node, double calls, double ns, string kind = "matmul", string role = "q_proj", double? flops = null, double? bytes = null) => new()
    {
        Node = node,
        Operator = "MatMul",
        Kind = kind,
        Layer = 0,
        Role = role,
        Provider = "CPUExecutionProvider",
        Calls = calls,
        Ns = ns,
        Flops = flops,
        Bytes = bytes,
    };

    /// <summary>A profile of phases whose decode steps took so many times as long under the profiler.</summary>
    public static ProfileFacts Of(double? overhead, params ProfilePhase[] phases) => new()
    {
        Passes =
        [
            new() { Name = ProfilePass.Unprofiled, Trials = 5, DecodeNs = 100 },
            new() { Name = ProfilePass.Operators, Trials = 5, DecodeNs = 100 * (overhead ?? 1), Overhead = overhead },
        ],
        Phases = phases,
        NotMeasured = new Dictionary<string, string>(),
    };
}
