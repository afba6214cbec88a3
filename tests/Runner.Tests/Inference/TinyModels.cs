using System.Collections.Concurrent;
using InferBench.Runner.Models;
using InferBench.Runner.Tests.Models;

[assembly: AssemblyFixture(typeof(InferBench.Runner.Tests.Inference.TinyModels))]

namespace InferBench.Runner.Tests.Inference;

/// <summary>The tiny presets on disk, each variant made once for all tests.</summary>
public sealed class TinyModels : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly ConcurrentDictionary<string, Lazy<ModelFolder>> models = new();

    /// <summary>Opens one.</summary>
    /// <param name="preset">tied or untied.</param>
    /// <param name="precision">Precision by name.</param>
    /// <param name="logits">Positions with logits.</param>
    public ModelFolder Get(string preset = "tied", string precision = "fp32", LogitsScope logits = LogitsScope.Last)
    {
        string name = $"{preset}-{precision}-{logits}";
        return models.GetOrAdd(name, _ => new(() => ModelFolder.Open(folder.Synthesize(
            TinyPresets.Recipe(Preset(preset), Precision.Parse(precision), logits), name)))).Value;
    }

    public static Preset Preset(string name) => name == "tied" ? TinyPresets.Tied : TinyPresets.Untied;

    public void Dispose() => folder.Dispose();
}
