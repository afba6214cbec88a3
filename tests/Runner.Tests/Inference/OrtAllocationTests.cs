using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;
using InferBench.Runner.Tests.Models;

namespace InferBench.Runner.Tests.Inference;

[Collection(nameof(Alone))]
public sealed class OrtAllocationTests(TinyModels models) : IDisposable
{
    private const int PromptLength = 8;
    private const int Generated = 64;

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(KvMode.Shared, LogitsScope.Last, 1)]
    [InlineData(KvMode.Copied, LogitsScope.Last, 1)]
    [InlineData(KvMode.Shared, LogitsScope.All, 4)]
    [InlineData(KvMode.Copied, LogitsScope.All, 4)]
    public void Nothing_managed_is_allocated_while_generating(KvMode kv, LogitsScope scope, int batch) =>
        AllocatesNothing(models.Get("untied", logits: scope), batch, kv);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Nothing_managed_is_allocated_to_convert_float16(int batch) =>
        AllocatesNothing(HalfModel.Write(models.Get("untied"), folder["half.onnx"]), batch);

    [Fact]
    public void Nothing_managed_is_allocated_to_feed_every_input()
    {
        PlainGraph graph = new() { Mask = true, Positions = true, LogitsToKeepRank = 1, CacheBranch = true };
        AllocatesNothing(graph.Write(folder["plain.onnx"], models.Get()), batch: 4, tokens: 16);
    }

    private static void AllocatesNothing(ModelFolder folder, int batch, KvMode? kv = null, int tokens = Generated)
    {
        using var model = OrtModel.Open(OrtNative.Require(), folder, threads: 1, kv);
        using var session = model.CreateSession(PromptLength + 1 + tokens, batch);
        int[] prompt = [.. Enumerable.Range(0, PromptLength * batch).Select(i => i % 4)];
        var ids = new int[batch];
        session.StagePrompt(prompt);
        session.Run();
        session.Keep();
        Generate();

        long before = GC.GetAllocatedBytesForCurrentThread();
        Generate();
        long after = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(0, after - before);

        void Generate()
        {
            session.Rewind();
            session.StagePrompt(prompt.AsSpan(..batch));
            session.Run();
            for (int i = 0; i < tokens; i++)
            {
                for (int sequence = 0; sequence < batch; sequence++)
                    ids[sequence] = session.Logits(sequence)[0] > 0 ? 1 : 2;
                session.StageTokens(ids);
                session.Run();
            }
        }
    }
}
