using System.Text.Json;
using InferBench.Runner.Models;
using InferBench.Runner.Models.Inspection;
using InferBench.Runner.Options;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;
using InferBench.Runner.Sinks;

namespace InferBench.Runner.Commands;

/// <summary>Shows what a run would do: its cases in their order, with memory and time. Nothing is made, opened or written.</summary>
public static class ListCommand
{
    /// <exception cref="BadInputException">A model cannot be used, or there are too many cases.</exception>
    public static int Run(RunOptions options)
    {
        var (models, plan) = RequestedPlan.Of(options, new ModelCache(options.CacheDirectory), toRun: false);
        var listing = List(plan, models.ToDictionary(m => m.Name, Inspect));
        if (options.Output.Json)
            Console.Out.WriteLine(JsonSerializer.Serialize(listing, ReportJson.Indented.PlanListing));
        else
            PlanTable.Write(Terminal.Output(), listing);
        return ExitCode.Ok;
    }

    private static ModelInspection Inspect(RunModel model) => model.Reference.Recipe is { } recipe
        ? ModelInspector.Inspect(recipe, [])
        : ModelInspector.Inspect(ModelFolder.Open(model.Reference.Path!, model.File, model.Precision), []);

    private static PlanListing List(RunPlan plan, Dictionary<string, ModelInspection> models) => new()
    {
        Schema = PlanListing.CurrentSchema,
        Settings = plan.Measurement,
        Groups = plan.Groups.Count,
        MostSeconds = plan.Measurement.Trials is null ? plan.Measurement.MaxTime * plan.Cases.Count(c => c.SkipReason is null) : null,
        Cases = [.. plan.Cases.Select(c => new ListedCase
        {
            CaseId = c.CaseId,
            OrderIndex = c.OrderIndex,
            Case = c.Spec,
            SkipReason = c.SkipReason,
            Memory = MemoryFitting.Sum(models[c.Spec.Model], c.Spec.Batch, (int)c.Spec.Positions),
        })],
    };
}
