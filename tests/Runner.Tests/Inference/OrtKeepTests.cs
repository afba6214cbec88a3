using System.Numerics.Tensors;
using InferBench.Runner.Inference;
using InferBench.Runner.Inference.OnnxRuntime;

namespace InferBench.Runner.Tests.Inference;

public sealed class OrtKeepTests(TinyModels models)
{
    private const int Capacity = 80;

    private static readonly int[] Text = [1, 77, 300, 5, 319, 0, 42, 42, 129, 256, 31, 2, 200, 17, 64, 3];

    public static TheoryData<KvMode, int> Caches => new()
    {
        { KvMode.Shared, 1 },
        { KvMode.Copied, 1 },
        { KvMode.Shared, 3 },
        { KvMode.Copied, 3 },
    };

    [Theory]
    [InlineData(KvMode.Shared)]
    [InlineData(KvMode.Copied)]
    public void A_prompt_after_what_was_kept_is_the_same_as_both_at_once(KvMode kv)
    {
        using var model = OrtModel.Open(OrtNative.Require(), models.Get("untied"), threads: 1, kv);
        using var session = model.CreateSession(Capacity);
        session.StagePrompt(Text);
        session.Run();
        float[] whole = session.Logits(0).ToArray();

        session.Rewind();
        session.StagePrompt(Text.AsSpan(..10));
        session.Run();
        session.Keep();
        for (int trial = 0; trial < 2; trial++)
        {
            session.Rewind();
            Assert.Equal(10, session.Length);
            session.StagePrompt(Text.AsSpan(10));
            session.Run();
            Assert.Equal(Text.Length, session.Length);
            Assert.InRange(TensorPrimitives.Distance(whole, session.Logits(0)), 0, 1e-4);
        }
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public void Going_back_gives_the_same_logits_again(KvMode kv, int batch)
    {
        using var model = OrtModel.Open(OrtNative.Require(), models.Get("untied"), threads: 1, kv);
        using var session = model.CreateSession(Capacity, batch);
        session.StagePrompt(Each(Text.AsSpan(..10), batch));
        session.Run();
        session.Keep();

        float[] first = Continue(session, 4, 40);
        Continue(session, 9, 63);
        Assert.Equal(first, Continue(session, 4, 40));
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public void What_is_kept_later_counts_from_then_on(KvMode kv, int batch)
    {
        using var model = OrtModel.Open(OrtNative.Require(), models.Get("untied"), threads: 1, kv);
        using var session = model.CreateSession(Capacity, batch);
        session.Keep();
        session.StagePrompt(Each(Text.AsSpan(..10), batch));
        session.Run();
        session.Rewind();
        Assert.Equal(0, session.Length);

        session.StagePrompt(Each(Text.AsSpan(..6), batch));
        session.Run();
        session.Keep();
        float[] fromSix = Continue(session, 4, 20);
        session.Keep();
        float[] fromMore = Continue(session, 5, 20);
        session.Keep();
        session.Rewind();
        session.Keep();
        Assert.Equal(46, session.Length);

        using var again = model.CreateSession(Capacity, batch);
        again.StagePrompt(Each(Text.AsSpan(..6), batch));
        again.Run();
        again.Keep();
        Assert.Equal(fromSix, Continue(again, 4, 20));
        again.Keep();
        Assert.Equal(fromMore, Continue(again, 5, 20));
    }

    /// <summary>Logits of all sequences after <paramref name="count"/> tokens from what was kept.</summary>
    private static float[] Continue(IInferenceSession session, int id, int count)
    {
        session.Rewind();
        for (int i = 0; i < count; i++)
        {
            session.StageTokens([.. Enumerable.Range(0, session.Batch).Select(sequence => ((id * i) + sequence) % 320)]);
            session.Run();
        }
        return [.. Enumerable.Range(0, session.Batch).SelectMany(sequence => session.Logits(sequence).ToArray())];
    }

    private static int[] Each(ReadOnlySpan<int> text, int batch)
    {
        int[] ids = text.ToArray();
        return [.. Enumerable.Range(0, batch).SelectMany(sequence => ids.Select(id => (id + (7 * sequence)) % 320))];
    }
}
