using InferBench.Runner.Records;

namespace InferBench.Runner.Models;

/// <summary>What a case demands of a machine, by formula.</summary>
/// <param name="StepBytes">Bytes a decode step must move, on average over the steps that are timed.</param>
/// <param name="StepFlops">Floating-point operations of a decode step's products with weights.</param>
/// <param name="PrefillFlops">Floating-point operations of the prompt: products with weights, logits and attention.</param>
public sealed record ModelDemand(double StepBytes, double StepFlops, double PrefillFlops)
{
    /// <param name="model">An inspection with the decode step at depth 0.</param>
    /// <param name="spec">A case of the model.</param>
    public static ModelDemand Of(ModelInspection model, CaseSpec spec)
    {
        var step = model.Decode.First(d => d.Depth == 0);
        double batch = spec.Batch, prompt = spec.Prompt, first = spec.Depth + Math.Max(prompt, 1);
        // The second token's step finds depth and prompt in the cache, each later one a token more.
        double cached = first + Math.Max(spec.Generate - 2, 0) / 2.0;
        double logitRows = model.Model.Logits == "all" ? prompt : 1;
        return new(
            step.WeightBytes + batch * (step.EmbeddingBytes + model.KvBytesPerToken * (cached + 1)),
            batch * (model.FlopsPerPrefillToken + model.FlopsPerLogits),
            batch * (prompt * model.FlopsPerPrefillToken + logitRows * model.FlopsPerLogits + Attention(model.Model.Geometry, spec.Depth, prompt)));
    }

    // A row attends to what is before it and itself; scores and their sum over values are two products of 2 H D each.
    private static double Attention(ModelGeometry g, double depth, double prompt) =>
        4.0 * g.Layers * g.Heads * g.HeadSize * (prompt * depth + prompt * (prompt + 1) / 2);
}
