using System.Numerics.Tensors;
using InferBench.Runner.Inference;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;

namespace InferBench.Runner.Tests.Inference;

public sealed class OrtBatchTests(TinyModels models)
{
    private const int Capacity = 64;
    private const int Generated = 40;

    private static readonly int[][] Prompts = [[1, 77, 300, 5, 319], [9, 8, 7, 6, 5], [42, 42, 129, 256, 31]];

    [Theory]
    [InlineData(KvMode.Shared, LogitsScope.Last)]
    [InlineData(KvMode.Shared, LogitsScope.All)]
    [InlineData(KvMode.Copied, LogitsScope.Last)]
    [InlineData(KvMode.Copied, LogitsScope.All)]
    public void Sequences_side_by_side_are_the_same_as_one_by_one(KvMode kv, LogitsScope scope)
    {
        using var model = OrtModel.Open(OrtNative.Require(), models.Get("untied", "fp32", scope), threads: 2, kv);
        using var three = model.CreateSession(Capacity, batch: 3);
        using var one = model.CreateSession(Capacity);

        int[][] together = Generate(three, Prompts);

        Assert.Equal(Prompts.Select(p => Generate(one, p)[0]), together);
        Assert.Equal(3, together.Select(t => t[^1]).Distinct().Count());
    }

    // 8-bit rounding of an activation may fall the other way: about 1e-3 each time, of logits that spread by about 1.
    [Theory]
    [InlineData(KvMode.Shared)]
    [InlineData(KvMode.Copied)]
    public void Four_bit_logits_side_by_side_are_close_to_those_one_by_one(KvMode kv)
    {
        using var model = OrtModel.Open(OrtNative.Require(), models.Get("untied", "int4"), threads: 2, kv);
        using var three = model.CreateSession(Capacity, batch: 3);
        using var one = model.CreateSession(Capacity);
        Feed(three, Prompts);

        for (int i = 0; i < 3; i++)
        {
            Feed(one, Prompts[i]);
            Assert.InRange(TensorPrimitives.Distance(one.Logits(0), three.Logits(i)) / Math.Sqrt(320), 0, 1e-2);
        }

        static void Feed(IInferenceSession session, params int[][] prompts)
        {
            session.Rewind();
            session.StagePrompt([.. prompts.SelectMany(p => p[..^2])]);
            session.Run();
            foreach (int last in (int[])[2, 1])
            {
                session.StageTokens([.. prompts.Select(p => p[^last])]);
                session.Run();
            }
        }
    }

    [Fact]
    public void Not_as_many_ids_for_each_sequence_are_refused()
    {
        using var model = OrtModel.Open(OrtNative.Require(), models.Get(), threads: 1);
        using var session = model.CreateSession(Capacity, batch: 2);

        var uneven = Assert.Throws<ArgumentException>(() => session.StagePrompt([1, 2, 3]));
        Assert.StartsWith("3 token ids are not as many for each of 2 sequences", uneven.Message, StringComparison.Ordinal);
        var one = Assert.Throws<ArgumentException>(() => session.StageTokens([1]));
        Assert.StartsWith("1 token ids for 2 sequences", one.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Logits(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Logits(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.CreateSession(Capacity, batch: 0));
    }

    [Fact]
    public void Several_prompts_after_a_cache_that_is_not_empty_are_refused()
    {
        using var model = OrtModel.Open(OrtNative.Require(), models.Get(), threads: 1);
        using var session = model.CreateSession(Capacity, batch: 2);
        session.StagePrompt([1, 2, 3, 4]);
        session.Run();

        var error = Assert.Throws<NotSupportedException>(() => session.StagePrompt([1, 2, 3, 4]));

        Assert.Equal("a prompt of 2 tokens after 2: grouped-query attention continues a prompt of one sequence only, not of 2", error.Message);
        session.StagePrompt([5, 6]);
        session.Run();
        Assert.Equal(3, session.Length);
    }

    /// <summary>Greedy tokens [sequence][token].</summary>
    private static int[][] Generate(IInferenceSession session, params int[][] prompts)
    {
        var tokens = new int[Generated][];
        session.Rewind();
        session.StagePrompt([.. prompts.SelectMany(p => p)]);
        session.Run();
        for (int i = 0; i < Generated; i++)
        {
            tokens[i] = [.. prompts.Select((_, sequence) => TensorPrimitives.IndexOfMax(session.Logits(sequence)))];
            session.StageTokens(tokens[i]);
            session.Run();
        }
        return [.. prompts.Select((_, sequence) => tokens.Select(t => t[sequence]).ToArray())];
    }
}
