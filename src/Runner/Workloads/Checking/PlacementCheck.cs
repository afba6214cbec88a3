using InferBench.Runner.Inference;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;
using InferBench.Runner.Records;
using static System.FormattableString;

namespace InferBench.Runner.Workloads.Checking;

/// <summary>Looks where the nodes of an open model run. Untimed, and once per model and session.</summary>
internal static class PlacementCheck
{
    private const int MostOperators = 1_000;
    private const long Seed = 1;

    /// <summary>Runs a prompt and a decode step of the measured session under the runtime's profiler.</summary>
    /// <param name="model">The open model.</param>
    /// <param name="folder">What it is.</param>
    /// <returns>What was found, or why nothing was.</returns>
    public static Placement Run(IEngineModel model, ModelFolder folder) => CheckAttempt.Of(() => Look(model, folder), why => new() { NotObserved = why });

    private static Placement Look(IEngineModel model, ModelFolder folder)
    {
        int tokens = folder.Interface.FixedTokens ?? Math.Clamp(folder.Geometry.Positions - 1, 1, CorrectnessCheck.Prompt);
        int[] prompt = PromptTokens.Make(tokens * (folder.Interface.FixedBatch ?? 1), folder.Geometry.Vocabulary, Seed);
        var runs = model.Profile(prompt);
        return Of(model.Engine.Provider, runs.Nodes, runs.StepCopies);
    }

    /// <param name="asked">The provider that was asked for.</param>
    /// <param name="runs">The nodes of each run.</param>
    /// <param name="bound">What the last run, a decode step, copied beside its nodes; null where it was none, or is not known.</param>
    /// <exception cref="InvalidDataException">There are more operators than any model has.</exception>
    internal static Placement Of(string asked, IReadOnlyList<IReadOnlyList<ProfiledNode>> runs, StepCopies? bound = null)
    {
        var all = runs.SelectMany(run => run).DistinctBy(n => (n.Name, n.Operator, n.Provider)).ToArray();
        var working = all.Where(n => !n.IsCopy).ToArray();
        if (working.Select(n => (n.Operator, n.Provider)).Distinct().Count() > MostOperators)
            throw new InvalidDataException(Invariant($"the runtime's profile names more than {MostOperators} operators"));
        var last = runs[^1];
        // Single nodes take whole microseconds, few enough for any sum of them.
        double total = last.Sum(n => (double)n.Microseconds);
        var elsewhere = working.Where(n => n.Provider != asked).ToLookup(ShapeHelpers.Has);
        return new()
        {
            Asked = asked,
            Providers = working.GroupBy(n => n.Provider, StringComparer.Ordinal).OrderBy(p => p.Key, StringComparer.Ordinal).ToDictionary(p => p.Key, p => new ProviderNodes
            {
                Nodes = p.Count(),
                TimeShare = total > 0 ? last.Where(n => n.Provider == p.Key && !n.IsCopy).Sum(n => (double)n.Microseconds) / total : null,
                Operators = Count(p),
            }),
            Elsewhere = Count(elsewhere[false]),
            ShapeHelpers = Count(elsewhere[true]),
            Copies = all.Count(n => n.IsCopy),
            CopiedBytes = Bytes(last.Where(n => n.IsCopy)),
            StepToDevice = bound?.ToDevice + last.Count(n => n.Operator == ProfiledNode.CopyToDevice),
            StepToHost = bound?.ToHost + last.Count(n => n.Operator == ProfiledNode.CopyToHost),
            StepBytes = bound?.Bytes + Bytes(last.Where(n => n.IsCopy)),
        };
    }

    private static Dictionary<string, int> Count(IEnumerable<ProfiledNode> nodes) => nodes
        .GroupBy(n => n.Operator, StringComparer.Ordinal).OrderBy(o => o.Key, StringComparer.Ordinal).ToDictionary(o => o.Key, o => o.Count());

    private static long? Bytes(IEnumerable<ProfiledNode> copies)
    {
        long sum = 0;
        foreach (var copy in copies)
        {
            if (copy.OutputBytes is not { } bytes || bytes > long.MaxValue - sum)
                return null;
            sum += bytes;
        }

        return sum;
    }
}
