using System.Numerics.Tensors;
using InferBench.Runner.Inference;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;
using InferBench.Runner.Tests.Models;

namespace InferBench.Runner.Tests.Inference;

public sealed class OrtGenerationSessionTests(TinyModels models)
{
    private const int Capacity = 96;
    private const int Generated = 64;

    private static readonly int[] Prompt = [1, 77, 300, 5, 319, 0, 42, 42, 129, 256, 31];

    public static TheoryData<string, LogitsScope> Graphs => new()
    {
        { "fp32", LogitsScope.Last },
        { "fp32", LogitsScope.All },
        { "int4", LogitsScope.Last },
        { "int4", LogitsScope.All },
    };

    [Theory]
    [MemberData(nameof(Graphs))]
    public void One_buffer_and_two_buffers_give_the_same_tokens_and_logits(string precision, LogitsScope scope)
    {
        var (sharedTokens, sharedLogits) = Generate(precision, scope, KvMode.Shared);
        var (copiedTokens, copiedLogits) = Generate(precision, scope, KvMode.Copied);

        Assert.Equal(copiedTokens, sharedTokens);
        Assert.Equal(copiedLogits, sharedLogits);
        Assert.True(sharedTokens.Distinct().Count() > Generated / 4, "the tokens repeat too much to tell one run from another");
    }

    // One 8-bit rounding of an activation that falls the other way moves an int4 model's logits by about 1e-3.
    [Theory]
    [InlineData("fp32", LogitsScope.Last, 1e-5f)]
    [InlineData("fp32", LogitsScope.All, 1e-5f)]
    [InlineData("int4", LogitsScope.Last, 1e-2f)]
    public void A_token_after_a_prompt_is_the_same_as_a_longer_prompt(string precision, LogitsScope scope, float tolerance)
    {
        using var model = Open(precision, scope);
        using var session = model.CreateSession(Capacity);
        session.Rewind();
        session.StagePrompt(Prompt.AsSpan(..^3));
        session.Run();
        foreach (int id in Prompt[^3..])
        {
            session.StageTokens([id]);
            session.Run();
        }
        float[] stepped = session.Logits(0).ToArray();

        session.Rewind();

        session.StagePrompt(Prompt);
        session.Run();

        Assert.InRange(LargestDifference(stepped, session.Logits(0)), 0, tolerance);
    }

    [Fact]
    public void Logits_for_all_positions_end_with_those_for_the_last()
    {
        var (lastTokens, last) = Generate("fp32", LogitsScope.Last, KvMode.Shared);
        var (allTokens, all) = Generate("fp32", LogitsScope.All, KvMode.Shared);

        Assert.Equal(lastTokens, allTokens);
        Assert.InRange(LargestDifference(last, all), 0, 1e-5f);
    }

    [Fact]
    public void A_new_prompt_forgets_everything()
    {
        using var model = Open("fp32", LogitsScope.Last);
        using var session = model.CreateSession(Capacity);
        var first = Generate(session, Prompt);
        Generate(session, [9, 8, 7]);
        var again = Generate(session, Prompt);

        Assert.Equal(first, again);
    }

    [Fact]
    public void The_last_position_of_the_cache_can_be_used_and_no_more()
    {
        using var model = Open("fp32", LogitsScope.Last);
        using var session = model.CreateSession(Prompt.Length + 1);
        session.Rewind();
        session.StagePrompt(Prompt);
        session.Run();
        session.StageTokens([3]);
        session.Run();

        var full = Assert.Throws<InvalidOperationException>(() => session.StageTokens([3]));
        Assert.Equal("the KV cache is full: it holds 12 tokens", full.Message);
        session.Rewind();
        var tooLong = Assert.Throws<ArgumentException>(() => session.StagePrompt(new int[13]));
        Assert.StartsWith("a prompt of 13 tokens: at least 1, and no more than the KV cache has left: 12 of 12", tooLong.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => session.StagePrompt([]));
    }

    [Fact]
    public void A_cache_longer_than_the_model_is_refused()
    {
        using var model = Open("fp32", LogitsScope.Last);

        Assert.Throws<ArgumentOutOfRangeException>(() => model.CreateSession(TinyPresets.Untied.Geometry.Positions + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.CreateSession(0));
    }

    private OrtModel Open(string precision, LogitsScope scope, KvMode kv = KvMode.Shared) =>
        OrtModel.Open(OrtNative.Require(), models.Get("untied", precision, scope), threads: 1, kv);

    private (int[] Tokens, float[] LastLogits) Generate(string precision, LogitsScope scope, KvMode kv)
    {
        using var model = Open(precision, scope, kv);
        using var session = model.CreateSession(Capacity);
        return (Generate(session, Prompt), session.Logits(0).ToArray());
    }

    private static int[] Generate(IInferenceSession session, ReadOnlySpan<int> prompt)
    {
        var tokens = new int[Generated];
        session.Rewind();
        session.StagePrompt(prompt);
        session.Run();
        for (int i = 0; i < Generated; i++)
        {
            tokens[i] = TensorPrimitives.IndexOfMax(session.Logits(0));
            session.StageTokens([tokens[i]]);
            session.Run();
        }
        return tokens;
    }

    private static float LargestDifference(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var difference = new float[a.Length];
        TensorPrimitives.Subtract(a, b, difference);
        return Math.Abs(TensorPrimitives.MaxMagnitude<float>(difference));
    }
}
