using Google.Protobuf;
using InferBench.Runner.Models.Onnx;

namespace InferBench.Runner.Tests.Models.Mutations;

/// <summary>The files of a model while they are changed, and where it may be tempted to look.</summary>
internal sealed class Mutant(Random random, IReadOnlyDictionary<string, byte[]> source)
{
    private readonly List<(string Path, Action<string> Make)> others = [];

    public Random Random { get; } = random;

    /// <summary>Contents by path below the model's folder, parts divided by '/'.</summary>
    public SortedDictionary<string, byte[]> Files { get; } = new(source.ToDictionary(), StringComparer.Ordinal);

    public string Graph => Files.Keys.First(f => f.EndsWith(".onnx", StringComparison.Ordinal));

    public string[] Data => [.. Files.Keys.Where(f => f.Contains(".onnx_data", StringComparison.Ordinal) || f.EndsWith(".onnx.data", StringComparison.Ordinal))];

    /// <summary>The configs that are read, and the manifest; the graph where there is none.</summary>
    public string[] Configs => Files.Keys.Where(f => f is "genai_config.json" or "config.json" or "inferbench-model.json").ToArray() is { Length: > 0 } configs
        ? configs
        : [Graph];

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Random.Next(choices.Count)];

    /// <summary>Takes the place of a file that is not written then.</summary>
    public void Instead(string path, Action<string> make)
    {
        Files.Remove(path);
        others.Add((path, make));
    }

    public void EditGraph(Action<ModelProto> edit)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(Files[Graph]);
        edit(model);
        Files[Graph] = model.ToByteArray();
    }

    public void Write(string folder)
    {
        foreach ((string path, byte[] bytes) in Files)
        {
            string full = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllBytes(full, bytes);
        }

        foreach ((string path, Action<string> make) in others)
            make(Path.Combine(folder, path));
    }
}
