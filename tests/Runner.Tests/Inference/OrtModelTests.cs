using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Models;
using InferBench.Runner.Records;
using InferBench.Runner.Tests.Models;

namespace InferBench.Runner.Tests.Inference;

public sealed class OrtModelTests(TinyModels models) : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(KvMode.Shared, "shared")]
    [InlineData(KvMode.Copied, "copied")]
    public void The_engine_says_what_it_is(KvMode kv, string name)
    {
        var library = OrtNative.Require();
        using var model = OrtModel.Open(library, models.Get(), threads: 2, kv);

        Assert.Equal(
            new EngineInfo
            {
                Name = "ort",
                Version = library.Version,
                Library = Path.GetFileName(library.Path),
                BuildInfo = library.BuildInfo,
                Provider = "CPUExecutionProvider",
                Threads = 2,
                Kv = name,
                KvMemory = "Cpu",
            },
            model.Engine);
    }

    [Fact]
    public void Session_options_reach_the_runtime()
    {
        var library = OrtNative.Require();

        using var model = OrtModel.Open(library, models.Get(), threads: 1, options: new() { ["session.disable_prepacking"] = "1" });
        var error = Assert.Throws<OrtException>(() => OrtModel.Open(
            library, models.Get(), threads: 2, options: new() { ["session.intra_op_thread_affinities"] = "nowhere" }));

        Assert.Contains("nowhere", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Casts_around_operators_without_float16_are_known()
    {
        var library = OrtNative.Require();
        var half = HalfModel.Write(models.Get(), folder.Place("half.onnx"));
        using var model = OrtModel.Open(library, half, threads: 1);

        Assert.True(model.Engine.CastsInserted);
    }

    [Fact]
    public void A_graph_whose_operators_all_have_float16_needs_no_casts()
    {
        var library = OrtNative.Require();
        PlainGraph graph = new() { CacheType = FloatType.Float16, LogitsType = FloatType.Float16 };
        using var model = OrtModel.Open(library, graph.Write(folder.Place("plain.onnx"), models.Get()), threads: 1);

        Assert.False(model.Engine.CastsInserted);
    }

    [Fact]
    public void A_damaged_graph_is_named_in_the_error()
    {
        var library = OrtNative.Require();
        string path = folder.Text("model.onnx");
        var damaged = models.Get() with { GraphPath = path };

        var error = Assert.Throws<OrtException>(() => OrtModel.Open(library, damaged, threads: 1));

        Assert.Equal(OrtErrorCode.InvalidProtobuf, error.Code);
        Assert.StartsWith($"{path}: ONNX Runtime: InvalidProtobuf: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_path_beyond_ASCII_opens()
    {
        var library = OrtNative.Require();
        var plain = models.Get();
        string target = folder.Place("modèle-模型", "model.onnx");
        foreach (string file in plain.Files)
            File.Copy(file, Path.Combine(Path.GetDirectoryName(target)!, Path.GetFileName(file)));

        using var model = OrtModel.Open(library, plain with { GraphPath = target }, threads: 1);

        Assert.Equal("ort", model.Engine.Name);
    }

    [Fact]
    public void No_thread_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => OrtModel.Open(OrtNative.Require(), models.Get(), threads: 0));
}
