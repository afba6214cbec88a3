using InferBench.Runner.Models;
using InferBench.Runner.Plan;
using InferBench.Runner.Records;

namespace InferBench.Runner.Commands;

/// <summary>
/// What CUDA devices run in place of synthetic models whose activations are float32: the variant of the same weights with float16 in
/// and out. The name of it is that of the case, and compare takes the two for one model.
/// </summary>
internal static class CudaSiblings
{
    /// <summary>The models of a run, with the variants that its devices want.</summary>
    public static IReadOnlyList<ModelVariant> Among(IReadOnlyList<RunModel> models, IReadOnlyList<string> devices)
    {
        if (!devices.Any(CudaDeviceName.Is))
            return [.. models.Select(m => new ModelVariant(m, null))];
        bool others = !devices.All(CudaDeviceName.Is);
        var all = new List<ModelVariant>();
        foreach (var model in models)
        {
            var sibling = Of(model);
            if (sibling is null || others)
                all.Add(new(model, sibling is null ? null : false));
            // One that was asked for by its own name runs everywhere.
            if (sibling is not null && models.All(m => m.Name != sibling.Name))
                all.Add(new(sibling, true) { InsteadOf = model.Name });
        }

        return all;
    }

    private static RunModel? Of(RunModel model)
    {
        if (model.Reference.Recipe is not { Precision.HalfSibling: { } precision } recipe)
            return null;
        var reference = ModelReference.To(recipe with { Precision = precision });
        return new(reference, reference.ToString(), null, null);
    }
}

/// <summary>A model of a run, as some of its devices run it.</summary>
/// <param name="Model">The model.</param>
/// <param name="OnCuda">See <see cref="PlannedModel.OnCuda"/>.</param>
internal sealed record ModelVariant(RunModel Model, bool? OnCuda)
{
    /// <summary>What was asked for; null where that is the model itself.</summary>
    public string? InsteadOf { get; init; }

    /// <summary>Says so; null where there is nothing to say.</summary>
    public string? Note => InsteadOf is null ? null
        : $"CUDA devices run {Model.Name} in place of {InsteadOf}: CUDA has no float32 grouped-query attention";
}
