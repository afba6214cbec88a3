using InferBench.Runner.Models;
using InferBench.Runner.Models.Inspection;
using InferBench.Runner.Profile.Operators;
using InferBench.Runner.Tests.Models;
using InferBench.Runner.Tests.Models.Layouts;

namespace InferBench.Runner.Tests.Profile.Operators;

/// <summary>Profiles of models that other exporters lay out, under the real runtime.</summary>
public sealed class LayoutProfileTests : IDisposable
{
    private const int Prompt = 6, Steps = 2;

    private static readonly OperatorRole[] Weighted =
    [
        OperatorRole.Qkv, OperatorRole.Query, OperatorRole.Key, OperatorRole.Value, OperatorRole.AttentionOutput,
        OperatorRole.Gate, OperatorRole.Up, OperatorRole.Down, OperatorRole.LmHead,
    ];

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(nameof(ModelLayouts.GenAiSeparate), null)]
    [InlineData(nameof(ModelLayouts.GenAiBiased), null)]
    [InlineData(nameof(ModelLayouts.GenAiFloat16), null)]
    [InlineData(nameof(ModelLayouts.Optimum), null)]
    [InlineData(nameof(ModelLayouts.OptimumMerged), null)]
    [InlineData(nameof(ModelLayouts.OnnxCommunity), "q4")]
    [InlineData(nameof(ModelLayouts.OnnxCommunity), "q8")]
    public void Products_with_weights_have_the_models_operations(string maker, string? precision)
    {
        var make = typeof(ModelLayouts).GetMethod(maker)!.CreateDelegate<Action<string, Preset>>();
        make(folder["model"], TinyPresets.Untied);
        using var profiled = ProfiledModel.Run(ModelFolder.Open(folder["model"], precision: precision), Prompt, Steps);
        var inspection = ModelInspector.Inspect(profiled.Model, [Prompt]);

        var profile = profiled.Read();

        var nodes = profile.Nodes(RunPhase.Decode);
        Assert.Equal(
            Steps * (inspection.FlopsPerPrefillToken + inspection.FlopsPerLogits),
            nodes.Where(n => n.Kind == OperatorKind.MatMul && Weighted.Contains(n.Place.Role)).Sum(n => n.Cost.Operations!.Value));
        Assert.Empty(nodes.Where(n => n.Kind == OperatorKind.Other).Select(n => $"{n.Operator} {n.Name}"));
        Assert.All(profile.Runs, r => Assert.Equal(r.Host.Nanoseconds, r.OperatorNs + r.BetweenNs + r.AroundNs + r.OutsideNs));
    }
}
