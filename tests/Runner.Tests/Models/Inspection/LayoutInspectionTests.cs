using InferBench.Runner.Models;
using InferBench.Runner.Models.Inspection;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Models.Layouts;
using static InferBench.Runner.Tests.Models.TinyPresets;

namespace InferBench.Runner.Tests.Models.Inspection;

/// <summary>The same weights in every layout give the same figures.</summary>
public sealed class LayoutInspectionTests
{
    private static readonly int[] Depths = [0, 5];

    private static readonly (string Name, Action<string, Preset> Make, string? File, Precision Like, string Kv)[] Layouts =
    [
        ("packed", ModelLayouts.GenAiPacked, null, Precision.Fp32, "shared"),
        ("separate", ModelLayouts.GenAiSeparate, null, Precision.Fp32, "shared"),
        ("symbolic", ModelLayouts.GenAiSymbolic, null, Precision.Fp32, "shared"),
        ("shuffled", ModelLayouts.GenAiShuffled, null, Precision.Fp32, "shared"),
        ("several files", ModelLayouts.GenAiSeveralFiles, null, Precision.Fp32, "shared"),
        ("float16", ModelLayouts.GenAiFloat16, null, Precision.Fp16, "shared"),
        ("float32 logits", ModelLayouts.GenAiFloat32Logits, null, Precision.Fp16, "shared"),
        ("optimum", ModelLayouts.Optimum, null, Precision.Fp32, "copied"),
        ("optimum float16", ModelLayouts.OptimumFloat16, null, Precision.Fp16, "copied"),
        ("optimum merged", ModelLayouts.OptimumMerged, null, Precision.Fp32, "copied"),
        ("community", ModelLayouts.OnnxCommunity, "onnx/model.onnx", Precision.Fp32, "copied"),
        ("community fp16", ModelLayouts.OnnxCommunity, "onnx/model_fp16.onnx", Precision.Fp16, "shared"),
        ("community q4", ModelLayouts.OnnxCommunity, "onnx/model_q4.onnx", Precision.Int4, "shared"),
        ("community q4f16", ModelLayouts.OnnxCommunity, "onnx/model_q4f16.onnx", Precision.Int4F16, "shared"),
    ];

    public static TheoryData<string, string> Cases { get; } =
        [.. from layout in Layouts from preset in (Preset[])[Tied, Untied] select (layout.Name, preset.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Figures_are_those_of_the_formulas(string layout, string presetName)
    {
        var (_, make, file, like, kv) = Layouts.Single(l => l.Name == layout);
        Preset preset = presetName == Tied.Name ? Tied : Untied;
        ModelCost cost = Recipe(preset, like).Cost;

        ModelInspection found = Inspect(make, preset, file);

        Assert.DoesNotContain(found.Tensors, t => t.Kind == TensorKind.Other);
        Assert.Equal(
            (cost.Parameters, cost.WeightBytes, cost.KvBytesPerToken, cost.FlopsPerPrefillToken, cost.FlopsPerLogits, kv),
            (found.Tensors.Sum(t => t.Parameters), found.WeightBytes, found.KvBytesPerToken, found.FlopsPerPrefillToken, found.FlopsPerLogits, found.Kv));
        Assert.Equal(found.Model.Parameters, found.Tensors.Sum(t => t.Parameters));
        Assert.Equal(Depths.Select(cost.DecodeBytes), found.Decode.Select(d => d.Bytes));
        Assert.Equal(kv == "copied" ? 2 * 5 * cost.KvBytesPerToken : 0, found.Decode[1].KvCopiedBytes);
        int attention = found.Tensors.Where(t => t.Kind == TensorKind.Attention).Sum(t => t.Count);
        Assert.Equal(kv == "copied" || layout == "separate" ? 8 : 4, attention);
    }

    [Fact]
    public void Biases_belong_to_their_projections()
    {
        ModelInspection found = Inspect(ModelLayouts.GenAiBiased, Untied, null);

        // In each of two layers, three biases of 6 x 16 and twice 2 x 16.
        Assert.Equal((14, 32_768 + 320, (32_768 + 320) * 4), Sum(found, TensorKind.Attention));
        Assert.Equal((0, 0, 0), Sum(found, TensorKind.Other));
        Assert.Equal(Recipe(Untied, Precision.Fp32).Cost.FlopsPerPrefillToken, found.FlopsPerPrefillToken);
    }

    [Fact]
    public void Dynamically_quantised_products_have_their_scales_beside_them()
    {
        ModelInspection found = Inspect(ModelLayouts.OnnxCommunity, Untied, "onnx/model_quantized.onnx");

        const string stored = "uint8 + one float32 scale + zero points";
        Assert.Equal(
            [
                (TensorKind.Embedding, 1, 20_480L, "float32", 81_920L),
                (TensorKind.Attention, 8, 32_768, stored, 32_768 + (8 * 5)),
                (TensorKind.FeedForward, 6, 61_440, stored, 61_440 + (6 * 5)),
                (TensorKind.Norm, 5, 320, "float32", 1_280),
                (TensorKind.OutputProjection, 1, 20_480, stored, 20_480 + 5),
                (TensorKind.RotaryTable, 1, 0, "float32", 32),
            ],
            found.Tensors.Where(t => t.Kind != TensorKind.Constant).Select(t => (t.Kind, t.Count, t.Parameters, t.Stored, t.Bytes)));
        Assert.Equal(Recipe(Untied, Precision.Fp32).Cost.FlopsPerPrefillToken, found.FlopsPerPrefillToken);
    }

    private static ModelInspection Inspect(Action<string, Preset> make, Preset preset, string? file)
    {
        using TestFolder folder = new();
        make(folder["model"], preset);
        return ModelInspector.Inspect(ModelFolder.Open(folder["model"], file), Depths);
    }

    private static (int, long, long) Sum(ModelInspection found, TensorKind kind)
    {
        TensorGroup[] groups = [.. found.Tensors.Where(t => t.Kind == kind)];
        return (groups.Sum(t => t.Count), groups.Sum(t => t.Parameters), groups.Sum(t => t.Bytes));
    }
}
