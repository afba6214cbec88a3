using System.Collections.Concurrent;
using InferBench.EndToEnd.Tests;
using InferBench.Runner.Models;
using InferBench.Runner.Models.Synthesis;
using InferBench.Runner.Tests.Models;

[assembly: AssemblyFixture(typeof(ModelFixture))]

namespace InferBench.EndToEnd.Tests;

/// <summary>One cache of small models for all tests, made by the tool itself, and folders that go away at the end.</summary>
public sealed class ModelFixture : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("inferbench-e2e-");
    private readonly ConcurrentDictionary<string, Lazy<string>> tiny = new();
    private int folders;

    /// <summary>Cache folder that tests share.</summary>
    public string Cache => Path.Combine(root.FullName, "cache");

    /// <summary>A new empty folder.</summary>
    public string NewFolder() =>
        root.CreateSubdirectory(Interlocked.Increment(ref folders).ToString(System.Globalization.CultureInfo.InvariantCulture)).FullName;

    /// <summary>A new folder with a llama-15m of its own that a test may break.</summary>
    public async Task<string> NewModel(string precision = "int4")
    {
        string folder = Path.Combine(NewFolder(), "model");
        var outcome = await Inferbench.Run("model", "synth", "llama-15m", "--precision", precision, "--out", folder, "--quiet");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Errors));
        return folder;
    }

    /// <summary>The folder of a model of 2 layers, made once for all tests.</summary>
    /// <param name="precision">Precision by name.</param>
    public string Tiny(string precision) => tiny.GetOrAdd(precision, _ => new(() =>
    {
        string folder = Path.Combine(NewFolder(), "tiny-" + precision);
        ModelSynthesizer.Write(TinyPresets.Recipe(TinyPresets.Untied, Precision.Parse(precision)), folder);
        return folder;
    })).Value;

    public void Dispose() => root.Delete(recursive: true);
}
