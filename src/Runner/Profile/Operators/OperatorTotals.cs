namespace InferBench.Runner.Profile.Operators;

/// <summary>Adds up what nodes took and what they cost.</summary>
internal static class OperatorTotals
{
    /// <summary>The nodes of some runs, the one that took the longest first.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="nodes">The model's graph.</param>
    /// <param name="layers">The model's layers.</param>
    public static IReadOnlyList<NodeTotal> Of(IEnumerable<TracedRun> runs, ModelNodes nodes, int layers)
    {
        var sums = new Dictionary<(string Name, string Operator, string Provider), Sum>();
        var costs = new CallCosts(nodes);
        foreach (var run in runs)
        {
            foreach (var (call, _, microseconds) in run.Nodes)
            {
                var key = (call.Name, call.Operator, call.Provider);
                if (!sums.TryGetValue(key, out var sum))
                    sums.Add(key, sum = new());
                sum.Add(microseconds * 1000, costs.Of(call, run.Host));
            }
        }

        return
        [
            .. sums.Select(s => Total(s.Key.Name, s.Key.Operator, s.Key.Provider, s.Value, nodes, layers))
                .OrderByDescending(n => n.Nanoseconds).ThenBy(n => n.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>Nodes by something that they have in common, what took the longest first. Sums over groups are sums over nodes.</summary>
    public static IReadOnlyList<GroupTotal<T>> By<T>(IEnumerable<NodeTotal> nodes, Func<NodeTotal, T> key) =>
    [
        .. nodes.GroupBy(key).Select(Group).OrderByDescending(g => g.Nanoseconds),
    ];

    private static GroupTotal<T> Group<T>(IGrouping<T, NodeTotal> nodes)
    {
        NodeTotal[] counted = [.. nodes.Where(n => n.Cost.Operations is not null)], moved = [.. nodes.Where(n => n.Cost.Bytes is not null)];
        return new(
            nodes.Key, nodes.Count(), nodes.Sum(n => n.Calls), nodes.Sum(n => n.Nanoseconds),
            counted.Length > 0 ? counted.Sum(n => (double)n.Cost.Operations!.Value) : null, counted.Sum(n => n.Nanoseconds),
            moved.Length > 0 ? moved.Sum(n => (double)n.Cost.Bytes!.Value) : null, moved.Sum(n => n.Nanoseconds));
    }

    private static NodeTotal Total(string name, string op, string provider, Sum sum, ModelNodes nodes, int layers)
    {
        var kind = OperatorTable.Find(op)?.Kind ?? OperatorKind.Other;
        return new()
        {
            Name = name,
            Operator = op,
            Provider = provider,
            Kind = kind,
            Place = OperatorPlace.Of(name, kind, nodes.Find(name), layers),
            Calls = sum.Calls,
            Nanoseconds = sum.Nanoseconds,
            Cost = sum.Cost,
        };
    }

    private sealed class Sum
    {
        private Int128? operations = 0, weights = 0, cache = 0, activations = 0;

        public long Calls { get; private set; }

        public long Nanoseconds { get; private set; }

        public OperatorCost Cost => new(Known(operations), Known(weights), Known(cache), Known(activations));

        public void Add(long nanoseconds, OperatorCost cost)
        {
            Calls++;
            Nanoseconds += nanoseconds;
            operations += cost.Operations;
            weights += cost.WeightBytes;
            cache += cost.CacheBytes;
            activations += cost.ActivationBytes;
        }

        private static long? Known(Int128? sum) => sum is { } counted && counted <= long.MaxValue ? (long)counted : null;
    }
}
