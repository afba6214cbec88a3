using System.Collections.Concurrent;
using InferBench.Runner.Models;
using InferBench.Runner.Models.Synthesis;
using InferBench.Runner.Records;

[assembly: AssemblyFixture(typeof(InferBench.Runner.Tests.Inference.TinyModels))]

namespace InferBench.Runner.Tests.Inference;

/// <summary>Two-layer models with grouped heads, each made once for all tests.</summary>
public sealed class TinyModels : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ConcurrentDictionary<(Precision, LogitsScope), Lazy<ModelFolder>> models = new();

    public static Preset Preset { get; } = new()
    {
        Name = "tiny",
        Source = "made for tests",
        Geometry = new ModelGeometry
        {
            Layers = 2,
            Hidden = 64,
            Intermediate = 160,
            Heads = 4,
            KvHeads = 2,
            HeadSize = 16,
            Vocabulary = 512,
            Positions = 128,
            TiedEmbeddings = false,
        },
        RopeTheta = 10_000,
        NormEpsilon = 1e-5,
        BosToken = 1,
        EosToken = 2,
    };

    public ModelFolder Get(Precision precision, LogitsScope logits = LogitsScope.Last) =>
        models.GetOrAdd((precision, logits), key => new(() => Make(key.Item1, key.Item2))).Value;

    public void Dispose() => folder.Dispose();

    private ModelFolder Make(Precision precision, LogitsScope logits)
    {
        string path = Path.Combine(folder.FullPath, $"{precision}-{logits}");
        ModelSynthesizer.Write(new() { Preset = Preset, Precision = precision, Logits = logits, Seed = 7 }, path);
        return ModelFolder.Open(path);
    }
}
