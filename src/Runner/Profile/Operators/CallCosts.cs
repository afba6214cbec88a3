using InferBench.Runner.Inference.OnnxRuntime.Trace;

namespace InferBench.Runner.Profile.Operators;

/// <summary>The costs of calls, each worked out once.</summary>
internal sealed class CallCosts(ModelNodes nodes)
{
    private readonly Dictionary<TracedCall, OperatorCost> costs = new(ReferenceEqualityComparer.Instance);

    public OperatorCost Of(TracedCall call, HostRun run)
    {
        // How many tokens the cache held is no part of a call.
        if (OperatorTable.Find(call.Operator)?.Kind == OperatorKind.Attention)
            return OperatorFormulas.Of(call, nodes.Find(call.Name), run);
        if (!costs.TryGetValue(call, out var cost))
            costs.Add(call, cost = OperatorFormulas.Of(call, nodes.Find(call.Name), run));
        return cost;
    }
}
