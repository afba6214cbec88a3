using Google.Protobuf;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;
using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Models;

namespace InferBench.Runner.Tests.Inference;

/// <summary>What the runtime says where it will not run, and what is refused before it is asked.</summary>
public sealed class OrtRefusalTests(TinyModels models) : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_id_outside_the_vocabulary() =>
        Refused(models.Get("untied"), batch: 1, [320], "320");

    [Theory]
    [InlineData("input_ids")]
    [InlineData("attention_mask")]
    [InlineData("past_key_values.1.value")]
    [InlineData("logits")]
    public void A_batch_for_which_the_graph_was_not_made(string name) =>
        Refused(OfOne(name), batch: 2, [1, 2], $"put: {name} for the following indices  index: 0 Got: 2 Expected: 1");

    [Fact]
    public void A_sequence_beyond_the_rotary_table() => Refused(
        Claiming(g => g with { Positions = 1000 }), batch: 1, new int[129], "cos_cache dimension 0 shall not be less than total_sequence_length");

    [Fact]
    public void Prompts_after_a_cache_that_is_not_empty()
    {
        var model = models.Get();
        Refused(
            model with { Interface = model.Interface with { SharesCache = false }, Info = model.Info with { Attention = "plain" } },
            batch: 2,
            [1, 2, 3, 4],
            "batch_size must be 1 when sequence_length > 1 and past context is given",
            times: 2);
    }

    [Fact]
    public void Prompts_that_grouped_query_attention_does_not_continue_though_the_cache_is_copied()
    {
        var folder = models.Get();
        folder = folder with { Interface = folder.Interface with { SharesCache = false } };
        using var model = OrtModel.Open(OrtNative.Require(), folder, threads: 1);
        using var session = model.CreateSession(capacity: 8, batch: 2);
        session.StagePrompt([1, 2, 3, 4]);
        session.Run();

        var error = Assert.Throws<NotSupportedException>(() => session.StagePrompt([1, 2, 3, 4]));

        Assert.Equal(
            "a prompt of 2 tokens after 2: grouped-query attention continues a prompt of one sequence only, not of 2", error.Message);
    }

    [Theory]
    [InlineData(1 << 30, 64, "grouped-query", 42949672960000)]
    [InlineData(1 << 30, 64, "plain", 85899345920000)]
    [InlineData(4, int.MaxValue, "grouped-query", 1717986917600)]
    public void A_run_larger_than_the_machine(int heads, int intermediate, string attention, long bytes)
    {
        var folder = models.Get();
        folder = folder with
        {
            Info = folder.Info with { Attention = attention, Geometry = folder.Geometry with { Heads = heads, Intermediate = intermediate } },
        };
        using var model = OrtModel.Open(OrtNative.Require(), folder, threads: 1);
        using var session = model.CreateSession(capacity: 100);

        var error = Assert.Throws<InsufficientMemoryException>(() => session.StagePrompt(new int[100]));

        Assert.StartsWith($"a run of batch 1 x 100 tokens after 0 takes {bytes} bytes, which cannot be allocated: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cache_of_another_type()
    {
        var model = models.Get();
        Refused(
            model with { Interface = model.Interface with { CacheType = FloatType.Float16 } },
            batch: 1,
            [1],
            "Unexpected input data type. Actual: (tensor(float16)) , expected: (tensor(float))");
    }

    [Theory]
    [InlineData(KvMode.Shared, 1_000_000_000, "65536000000000")]
    [InlineData(KvMode.Copied, 1_000_000_000, "131072000000000")]
    [InlineData(KvMode.Copied, int.MaxValue, "281474976579584")]
    public void A_cache_larger_than_the_machine(KvMode kv, int batch, string bytes)
    {
        using var model = OrtModel.Open(OrtNative.Require(), models.Get(), threads: 1, kv);

        var error = Assert.Throws<InsufficientMemoryException>(() => model.CreateSession(capacity: 128, batch));

        Assert.StartsWith(
            FormattableString.Invariant($"the KV cache of batch {batch} x 128 tokens takes {bytes} bytes, which cannot be allocated: "),
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Logits_larger_than_the_machine()
    {
        var model = Claiming(g => g with { Vocabulary = int.MaxValue });
        using var open = OrtModel.Open(OrtNative.Require(), model, threads: 1);

        var error = Assert.Throws<InsufficientMemoryException>(() => open.CreateSession(capacity: 1, batch: 100_000));

        Assert.StartsWith(
            "room for the logits of batch 100000 x 1 tokens takes 858993458800000 bytes, which cannot be allocated: ", error.Message, StringComparison.Ordinal);
    }

    private static void Refused(ModelFolder model, int batch, int[] ids, string text, int times = 1)
    {
        using var open = OrtModel.Open(OrtNative.Require(), model, threads: 1);
        using var session = open.CreateSession(capacity: 200 > model.Geometry.Positions ? 128 : 200, batch);
        for (int i = 1; i < times; i++)
        {
            session.StagePrompt(ids);
            session.Run();
        }
        session.StagePrompt(ids);

        var error = Assert.Throws<OrtException>(session.Run);

        Assert.Contains(text, error.Text, StringComparison.Ordinal);
        Assert.Equal(OrtErrorCode.InvalidArgument, error.Code);
        Assert.True(error.RefusesInput);
    }

    private ModelFolder Claiming(Func<ModelGeometry, ModelGeometry> change)
    {
        var model = models.Get();
        return model with { Info = model.Info with { Geometry = change(model.Geometry) } };
    }

    /// <summary>A model in which one input or output is of batch 1.</summary>
    private ModelFolder OfOne(string name)
    {
        var model = models.Get("untied");
        var graph = ModelProto.Parser.ParseFrom(File.ReadAllBytes(model.GraphPath));
        graph.Graph.Input.Concat(graph.Graph.Output).Single(v => v.Name == name).Type.TensorType.Shape.Dim[0] = new() { DimValue = 1 };
        foreach (string file in model.Files)
            File.Copy(file, folder[Path.GetFileName(file)]);
        string path = folder[Path.GetFileName(model.GraphPath)];
        File.WriteAllBytes(path, graph.ToByteArray());
        return model with { GraphPath = path };
    }
}
