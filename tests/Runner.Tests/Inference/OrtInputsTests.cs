using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;
using InferBench.Runner.Tests.Models;

namespace InferBench.Runner.Tests.Inference;

/// <summary>What a graph is fed, as <see cref="PlainGraph"/> tells it; keys and values count twice, for two elements a head.</summary>
public sealed class OrtInputsTests(TinyModels models) : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false, false, null)]
    [InlineData(true, false, null)]
    [InlineData(false, true, null)]
    [InlineData(true, true, 0)]
    [InlineData(true, true, 1)]
    public void Each_input_that_a_graph_has_is_fed(bool mask, bool positions, int? logitsToKeepRank)
    {
        using var model = Open(new() { Mask = mask, Positions = positions, LogitsToKeepRank = logitsToKeepRank });
        using var session = model.CreateSession(capacity: 8, batch: 2);

        session.StagePrompt([1, 2, 3, 10, 20, 30]);
        session.Run();
        Expect(0, 6, tokens: 3);
        Expect(1, 60, tokens: 3);

        session.StageTokens([4, 40]);
        session.Run();
        Expect(0, 10, tokens: 4);
        Expect(1, 100, tokens: 4);

        session.StagePrompt([5, 5, 50, 50]);
        session.Run();
        Expect(0, 20, tokens: 6);
        Expect(1, 200, tokens: 6);

        void Expect(int sequence, int sum, int tokens) => Assert.Equal(
            [2 * sum, -2 * sum, positions ? tokens - 1 : -1, mask ? tokens : -1],
            session.Logits(sequence).ToArray());
    }

    [Fact]
    public void A_merged_decoder_takes_its_branch_with_a_past_where_there_is_one()
    {
        using var model = Open(new() { CacheBranch = true });
        using var session = model.CreateSession(capacity: 8);

        session.StagePrompt([1, 2]);
        session.Run();
        Assert.Equal(6, session.Logits(0)[1]);
        session.StageTokens([4]);
        session.Run();
        Assert.Equal(6 - 8, session.Logits(0)[1]);
        session.Rewind();
        session.StagePrompt([4]);
        session.Run();
        Assert.Equal(8, session.Logits(0)[1]);
    }

    [Theory]
    [InlineData(FloatType.Float16, FloatType.Float16)]
    [InlineData(FloatType.Float16, FloatType.Float32)]
    [InlineData(FloatType.Float32, FloatType.Float16)]
    public void Logits_and_cache_have_each_their_own_type(FloatType logits, FloatType cache)
    {
        using var model = Open(new() { LogitsType = logits, CacheType = cache, Positions = true });
        using var session = model.CreateSession(capacity: 4, batch: 2);

        session.StagePrompt([1000, 24, 3, 7]);
        session.Run();
        Assert.Equal([2048, -2048, 1, -1], session.Logits(0).ToArray());
        Assert.Equal([20, -20, 1, -1], session.Logits(1).ToArray());

        // 2,049 has no float16: a key or a sum in that type is rounded to 2,048.
        session.Rewind();
        session.StagePrompt([2049, 3]);
        session.Run();
        bool rounds = cache == FloatType.Float16;
        Assert.Equal(rounds ? 4096 : logits == FloatType.Float16 ? 4096 : 4098, session.Logits(0)[0]);
        Assert.Equal(6, session.Logits(1)[0]);
    }

    [Fact]
    public void What_was_kept_of_several_sequences_is_what_a_run_finds_again()
    {
        using var model = Open(new() { Mask = true, Positions = true });
        using var session = model.CreateSession(capacity: 6, batch: 2);
        session.StagePrompt([1, 2, 10, 20]);
        session.Run();
        session.Keep();

        for (int trial = 1; trial <= 3; trial++)
        {
            session.Rewind();
            Assert.Equal(2, session.Length);
            session.StagePrompt([trial, trial, trial, trial]);
            session.Run();
            session.StageTokens([100, 200]);
            session.Run();
            Assert.Equal([2 * (103 + (2 * trial)), -2 * (103 + (2 * trial)), 4, 5], session.Logits(0).ToArray());
            Assert.Equal([2 * (230 + (2 * trial)), -2 * (230 + (2 * trial)), 4, 5], session.Logits(1).ToArray());
        }

        session.Keep();
        session.Rewind();
        session.StageTokens([0, 0]);
        session.Run();
        Assert.Equal([2 * 109, 2 * 236], new[] { session.Logits(0)[0], session.Logits(1)[0] });
    }

    [Fact]
    public void One_buffer_asked_of_a_graph_that_joins_its_present_is_refused()
    {
        var library = OrtNative.Require();
        var plain = new PlainGraph().Write(folder["plain.onnx"], models.Get());

        var error = Assert.Throws<ArgumentException>(() => OrtModel.Open(library, plain, threads: 1, KvMode.Shared));

        Assert.StartsWith($"{plain.GraphPath}: its past and present cannot be one buffer", error.Message, StringComparison.Ordinal);
        using var model = OrtModel.Open(library, plain, threads: 1);
        Assert.Equal("copied", model.Engine.Kv);
    }

    private OrtModel Open(PlainGraph graph) =>
        OrtModel.Open(OrtNative.Require(), graph.Write(folder["plain.onnx"], models.Get()), threads: 1);
}
