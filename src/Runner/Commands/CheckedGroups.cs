using InferBench.Runner.Devices;
using InferBench.Runner.Harness;
using InferBench.Runner.Models;
using InferBench.Runner.Models.Inspection;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;

namespace InferBench.Runner.Commands;

/// <summary>Looks, before each group starts, which of its cases cannot fit into the memory that is left then.</summary>
internal sealed class CheckedGroups(GroupRun run)
{
    private readonly Dictionary<string, ModelInspection?> inspected = [];

    /// <summary>Runs the group, with the cases skipped that cannot fit.</summary>
    public void Run(CaseGroup group, Action<CaseProgress> progress, Action<RunRecord> finished, CancellationToken cancellation)
    {
        if (!inspected.TryGetValue(group.ModelPath, out var model))
            inspected.Add(group.ModelPath, model = Inspect(group.ModelPath));
        if (model is not null && AvailableMemory.Read(new HostTree("/")) is { } available)
            group = MemoryCheck.SkipWhatCannotFit(group, model, available);
        run(group, progress, finished, cancellation);
    }

    // What is wrong with a model is told where it is opened.
    private static ModelInspection? Inspect(string path)
    {
        try
        {
            return ModelInspector.Inspect(ModelFolder.Open(path), []);
        }
        catch (BadInputException)
        {
            return null;
        }
    }
}
