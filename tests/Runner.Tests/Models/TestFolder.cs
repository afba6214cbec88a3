using InferBench.Runner.Models;
using InferBench.Runner.Models.Synthesis;

namespace InferBench.Runner.Tests.Models;

/// <summary>A folder of its own for one test, removed afterwards.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("inferbench-test-").FullName;

    public string this[params string[] parts] => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Writes a model into the subfolder <paramref name="name"/> and returns its path.</summary>
    public string Synthesize(ModelRecipe recipe, string name = "model")
    {
        ModelSynthesizer.Write(recipe, this[name], cancellation: TestContext.Current.CancellationToken);
        return this[name];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
