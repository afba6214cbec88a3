using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Tests.Models;

namespace InferBench.Runner.Tests.Inference;

/// <summary>
/// The runtime's logits, which spread by about 1, against a float64 forward pass over the same stored weights.
/// fp32: sums of up to 160 float32 products, each rounded at 6e-8; seen 7e-7 root mean square and 3e-6 at most.
/// int4, int8: the runtime rounds activations to 8 bits in blocks of 32, about 0.5 % of their size for each of nine products
/// in a row; seen 2.2 % root mean square and 9 % at most. fp16, int4-f16: every activation is rounded at 5e-4; seen 1e-3 and
/// 6e-3. An error of position, head or scale is of the order of 1.
/// </summary>
public sealed class OrtReferenceTests(TinyModels models)
{
    private const int PromptLength = 9;

    private static readonly int[] Ids = [1, 77, 300, 5, 319, 0, 42, 42, 129, 256, 31, 2, 200, 17, 64, 3];

    [Theory]
    [InlineData("tied", "fp32", KvMode.Shared, 3e-6, 2e-5)]
    [InlineData("tied", "fp32", KvMode.Copied, 3e-6, 2e-5)]
    [InlineData("untied", "fp32", KvMode.Shared, 3e-6, 2e-5)]
    [InlineData("tied", "int4", KvMode.Shared, 0.04, 0.15)]
    [InlineData("untied", "int4", KvMode.Shared, 0.04, 0.15)]
    [InlineData("tied", "int8", KvMode.Shared, 0.04, 0.15)]
    [InlineData("untied", "int8", KvMode.Shared, 0.04, 0.15)]
    [InlineData("tied", "fp16", KvMode.Shared, 0.003, 0.015)]
    [InlineData("untied", "fp16", KvMode.Shared, 0.003, 0.015)]
    [InlineData("tied", "int8-f16", KvMode.Shared, 0.04, 0.15)]
    [InlineData("untied", "int8-f16", KvMode.Shared, 0.04, 0.15)]
    [InlineData("tied", "int4-f16", KvMode.Shared, 0.004, 0.02)]
    [InlineData("untied", "int4-f16", KvMode.Shared, 0.004, 0.02)]
    public void Prompt_and_steps_agree(string preset, string precision, KvMode kv, double meanTolerance, double tolerance)
    {
        var folder = models.Get(preset, precision);
        double[][] expected = new ReferenceLlama(Path.GetDirectoryName(folder.GraphPath)!, TinyModels.Preset(preset)).Logits(Ids);
        using var model = OrtModel.Open(OrtNative.Require(), folder, threads: 2, kv);
        using var session = model.CreateSession(Ids.Length);
        var errors = new List<double>();

        session.StagePrompt(Ids.AsSpan(..PromptLength));
        session.Run();
        Compare(PromptLength - 1);
        for (int position = PromptLength; position < Ids.Length; position++)
        {
            session.StageTokens([Ids[position]]);
            session.Run();
            Compare(position);
        }

        Assert.InRange(errors.Max(), 0, tolerance);
        Assert.InRange(Math.Sqrt(errors.Average(e => e * e)), 0, meanTolerance);

        void Compare(int position) =>
            errors.AddRange(expected[position].Zip(session.Logits(0).ToArray(), (e, a) => Math.Abs(e - a)));
    }
}
