using InferBench.Runner.Models;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Workloads.Checking;

namespace InferBench.Runner.Commands;

/// <summary>Gives a plan the hashes of the models it runs.</summary>
internal static class HashedPlan
{
    /// <param name="plan">The plan; its models are there.</param>
    /// <param name="cacheFolder">Where hashes of models made elsewhere are remembered.</param>
    /// <param name="notify">Told in one line when many bytes must be read.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="BadInputException">A model cannot be opened, or changes while it is read.</exception>
    public static RunPlan Of(RunPlan plan, string cacheFolder, Action<string> notify, CancellationToken cancellation)
    {
        // What runs nowhere here need not have been made.
        var known = plan.Groups.Where(g => !g.IsAbsent).Select(g => g.ModelPath).Distinct().ToDictionary(path => path, Look);
        return plan with
        {
            Groups = [.. plan.Groups.Select(g => known.TryGetValue(g.ModelPath, out var found) ? g with { ModelHash = found.Hash, ModelStamp = found.Stamp } : g)],
        };

        (string Hash, string Stamp) Look(string path) => HashedPlan.Look(ModelFolder.Open(path), cacheFolder, notify, cancellation);
    }

    /// <summary>The same of a model that is run by no case.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">What the user called it.</param>
    /// <param name="cacheFolder">As above.</param>
    /// <param name="notify">As above.</param>
    /// <param name="cancellation">As above.</param>
    public static BetterModel Of(ModelFolder model, string path, string cacheFolder, Action<string> notify, CancellationToken cancellation)
    {
        var (hash, stamp) = Look(model, cacheFolder, notify, cancellation);
        return new(RunModel.Read([path])[0].Name, path) { Stamp = stamp, Hash = hash };
    }

    private static (string Hash, string Stamp) Look(ModelFolder model, string cacheFolder, Action<string> notify, CancellationToken cancellation)
    {
        // The stamp comes first: what changes after it is no longer what the hash is of.
        string stamp = FileStates.Of(model).Stamp;
        return (ModelHash.Of(model, cacheFolder, notify, cancellation), stamp);
    }
}
