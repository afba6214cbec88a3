using System.Collections.Concurrent;
using System.Numerics.Tensors;
using InferBench.Runner.Inference;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;
using InferBench.Runner.Tests.Inference;

namespace InferBench.Runner.Tests.Models.Layouts;

/// <summary>
/// Every layout runs. Its logits, which spread by about 1, against a float64 forward pass over the same float32 or 4-bit
/// weights. fp32: see <see cref="OrtReferenceTests"/>; rotation by computed angles adds nothing that shows. fp16: weights
/// and a few dozen activations on the way to a logit are rounded at 2^-11; seen 1.5e-3 root mean square and 7e-3 at most.
/// 4-bit: see <see cref="OrtReferenceTests"/>, with scales rounded to float16 0.1 at most. Dynamic 8-bit: weights and
/// activations rounded with one scale for a whole tensor, some 1 % for each of nine products; seen 3.6 % and 15 %.
/// </summary>
public sealed class LayoutRunTests : IDisposable
{
    private const int PromptLength = 9;
    private const int Generated = 32;

    private static readonly int[] Ids = [1, 77, 300, 5, 319, 0, 42, 42, 129, 256, 31, 2, 200, 17, 64, 3];
    private static readonly ConcurrentDictionary<(string Preset, string Precision), Lazy<double[][]>> References = new();

    private readonly TestFolder folder = new();

    public static TheoryData<string, string?, string> Layouts { get; } = new()
    {
        { nameof(ModelLayouts.GenAiPacked), null, "fp32" },
        { nameof(ModelLayouts.GenAiSeparate), null, "fp32" },
        { nameof(ModelLayouts.GenAiBiased), null, "fp32" },
        { nameof(ModelLayouts.GenAiSymbolic), null, "fp32" },
        { nameof(ModelLayouts.GenAiShuffled), null, "fp32" },
        { nameof(ModelLayouts.GenAiSeveralFiles), null, "fp32" },
        { nameof(ModelLayouts.GraphAlone), null, "fp32" },
        { nameof(ModelLayouts.Optimum), null, "fp32" },
        { nameof(ModelLayouts.OptimumMerged), null, "fp32" },
        { nameof(ModelLayouts.OnnxCommunity), null, "fp32" },
        { nameof(ModelLayouts.GenAiFloat16), null, "fp16" },
        { nameof(ModelLayouts.GenAiFloat32Logits), null, "fp16" },
        { nameof(ModelLayouts.GenAiFloat32Cache), null, "fp16" },
        { nameof(ModelLayouts.OptimumFloat16), null, "fp16" },
        { nameof(ModelLayouts.OnnxCommunity), "fp16", "fp16" },
        { nameof(ModelLayouts.OnnxCommunity), "q4", "int4" },
        { nameof(ModelLayouts.OnnxCommunity), "q4f16", "int4-f16" },
        { nameof(ModelLayouts.OnnxCommunity), "q8", "int8-dynamic" },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Logits_of_prompt_and_steps_agree_with_the_reference(string maker, string? precision, string found)
    {
        OrtLibrary library = OrtNative.Require();
        foreach (Preset preset in (Preset[])[TinyPresets.Tied, TinyPresets.Untied])
        {
            double[][] expected = Reference(preset, found);
            using OrtModel model = OrtModel.Open(library, Make(maker, precision, preset), threads: 1);
            using IInferenceSession session = model.CreateSession(Ids.Length);
            List<double> errors = [];

            session.StagePrompt(Ids.AsSpan(..PromptLength));
            session.Run();
            Compare(PromptLength - 1);
            for (int position = PromptLength; position < Ids.Length; position++)
            {
                session.StageTokens([Ids[position]]);
                session.Run();
                Compare(position);
            }

            CheckErrors(errors, found);

            void Compare(int position) =>
                errors.AddRange(expected[position].Zip(session.Logits(0).ToArray(), (e, a) => Math.Abs(e - a)));
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Sequences_side_by_side_agree_with_the_reference(string maker, string? precision, string found)
    {
        OrtLibrary library = OrtNative.Require();
        Preset preset = TinyPresets.Untied;
        int[] other = [.. Ids.Reverse()];
        double[][] expected = Reference(preset, found), expectedOther = new ReferenceLlama(Source(preset, found), preset).Logits(other);
        using OrtModel model = OrtModel.Open(library, Make(maker, precision, preset), threads: 1);
        using IInferenceSession session = model.CreateSession(Ids.Length, batch: 2);
        List<double> errors = [];

        session.StagePrompt([.. Ids[..PromptLength], .. other[..PromptLength]]);
        session.Run();
        for (int position = PromptLength; position < Ids.Length; position++)
        {
            session.StageTokens([Ids[position], other[position]]);
            session.Run();
            errors.AddRange(expected[position].Zip(session.Logits(0).ToArray(), (e, a) => Math.Abs(e - a)));
            errors.AddRange(expectedOther[position].Zip(session.Logits(1).ToArray(), (e, a) => Math.Abs(e - a)));
        }

        CheckErrors(errors, found);
    }

    /// <summary>A token may only differ from the reference's where two of its logits are closer than two errors.</summary>
    [Theory]
    [MemberData(nameof(Layouts))]
    public void Greedy_tokens_are_among_the_likeliest_of_the_reference(string maker, string? precision, string found)
    {
        foreach (Preset preset in (Preset[])[TinyPresets.Tied, TinyPresets.Untied])
        {
            int[] ids = [.. Ids[..PromptLength], .. Generate(maker, precision, preset)];

            double[][] logits = new ReferenceLlama(Source(preset, found), preset).Logits(ids);

            Assert.All(Enumerable.Range(PromptLength, Generated), p => Assert.InRange(logits[p - 1].Max() - logits[p - 1][ids[p]], 0, 2 * Tolerance(found).Most));
        }
    }

    [Theory]
    [InlineData("tiny-tied", "fp32")]
    [InlineData("tiny-untied", "fp32")]
    [InlineData("tiny-tied", "fp16")]
    [InlineData("tiny-untied", "fp16")]
    public void Greedy_tokens_agree_across_layouts_with_equal_weights(string name, string found)
    {
        Preset preset = name == "tiny-tied" ? TinyPresets.Tied : TinyPresets.Untied;

        string[] tokens =
        [
            .. Layouts.Where(row => row.Data.Item3 == found)
                .Select(row => string.Join(' ', Generate(row.Data.Item1, row.Data.Item2, preset))),
        ];

        Assert.InRange(tokens.Length, 5, 10);
        Assert.Single(tokens.Distinct());
        Assert.InRange(tokens[0].Split(' ').Distinct().Count(), Generated / 4, Generated);
    }

    private int[] Generate(string maker, string? precision, Preset preset)
    {
        using OrtModel model = OrtModel.Open(OrtNative.Require(), Make(maker, precision, preset), threads: 1);
        using IInferenceSession session = model.CreateSession(PromptLength + Generated);
        int[] tokens = new int[Generated];
        session.StagePrompt(Ids.AsSpan(..PromptLength));
        for (int i = 0; i < Generated; i++)
        {
            session.Run();
            tokens[i] = TensorPrimitives.IndexOfMax(session.Logits(0));
            session.StageTokens([tokens[i]]);
        }

        return tokens;
    }

    private static void CheckErrors(List<double> errors, string found)
    {
        (double mean, double most) = Tolerance(found);
        Assert.InRange(errors.Max(), 0, most);
        Assert.InRange(Math.Sqrt(errors.Average(e => e * e)), 0, mean);
    }

    /// <summary>Root mean square of the logits' errors, and the largest.</summary>
    private static (double Mean, double Most) Tolerance(string found) => found switch
    {
        "fp32" => (3e-6, 2e-5),
        "fp16" => (4e-3, 0.02),
        "int8-dynamic" => (0.08, 0.3),
        _ => (0.05, 0.2),
    };

    private double[][] Reference(Preset preset, string precision) =>
        References.GetOrAdd((preset.Name, precision), _ => new(() => new ReferenceLlama(Source(preset, precision), preset).Logits(Ids))).Value;

    /// <summary>The folder with the weights that a layout's were rounded from.</summary>
    private string Source(Preset preset, string found)
    {
        string precision = found.StartsWith("int4", StringComparison.Ordinal) ? "int4" : "fp32";
        string name = $"source-{preset.Name}-{precision}";
        return Directory.Exists(folder[name]) ? folder[name] : folder.Synthesize(TinyPresets.Recipe(preset, Precision.Parse(precision)), name);
    }

    private ModelFolder Make(string maker, string? precision, Preset preset)
    {
        typeof(ModelLayouts).GetMethod(maker)!.CreateDelegate<Action<string, Preset>>()(folder[preset.Name, maker], preset);
        return ModelFolder.Open(folder[preset.Name, maker], precision: precision);
    }
}
