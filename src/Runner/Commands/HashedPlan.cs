using InferBench.Runner.Models;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;

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
        var known = plan.Groups.Select(g => g.ModelPath).Distinct().ToDictionary(path => path, Look);
        return plan with
        {
            Groups = [.. plan.Groups.Select(g => g with { ModelHash = known[g.ModelPath].Hash, ModelStamp = known[g.ModelPath].Stamp })],
        };

        (string Hash, string Stamp) Look(string path)
        {
            var model = ModelFolder.Open(path);
            // The stamp comes first: what changes after it is no longer what the hash is of.
            string stamp = FileStates.Of(model).Stamp;
            return (ModelHash.Of(model, cacheFolder, notify, cancellation), stamp);
        }
    }
}
