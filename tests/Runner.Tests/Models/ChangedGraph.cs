using Google.Protobuf;
using InferBench.Runner.Models;
using InferBench.Runner.Models.Onnx;
using InferBench.Runner.Records;
using static InferBench.Runner.Tests.Models.TinyPresets;

namespace InferBench.Runner.Tests.Models;

/// <summary>A graph of ours in a folder without a manifest, for a test to change.</summary>
internal sealed class ChangedGraph : IDisposable
{
    public ChangedGraph()
    {
        Path = System.IO.Path.Combine(Folder.Synthesize(Recipe(Untied, Precision.Fp32)), "model.onnx");
        File.Delete(Folder["model", ModelManifest.FileName]);
        Model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path));
    }

    public TestFolder Folder { get; } = new();

    public string Path { get; }

    public ModelProto Model { get; }

    /// <summary>Writes the changed graph and expects its folder to be refused.</summary>
    public void Refused(string message)
    {
        File.WriteAllBytes(Path, Model.ToByteArray());
        Assert.Equal(message, Assert.Throws<BadInputException>(() => ModelFolder.Open(Folder["model"])).Message);
    }

    public void Dispose() => Folder.Dispose();
}
