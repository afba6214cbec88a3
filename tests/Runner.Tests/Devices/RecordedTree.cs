using InferBench.Runner.Devices;

namespace InferBench.Runner.Tests.Devices;

/// <summary>Files as another machine would show them, in a folder of their own that goes when the test ends.</summary>
internal sealed class RecordedTree : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("inferbench-tree-");

    public string Root => Path.Combine(folder.FullName, "root");

    public RecordedTree() => Directory.CreateDirectory(Root);

    public HostTree Host => new(Root);

    public RecordedTree File(string path, string text = "")
    {
        var full = Full(path);
        System.IO.File.WriteAllText(full, text + "\n");
        return this;
    }

    public RecordedTree Link(string path, string target)
    {
        System.IO.File.CreateSymbolicLink(Full(path), target);
        return this;
    }

    /// <summary>Beside the tree, where nothing may look.</summary>
    public RecordedTree Outside(string name, string text)
    {
        System.IO.File.WriteAllText(Path.Combine(folder.FullName, name), text);
        return this;
    }

    public RecordedTree Cpu(int cpu, string siblings, params (int Level, string Kind, string Size, string Sharers)[] caches)
    {
        var path = $"sys/devices/system/cpu/cpu{cpu}";
        File($"{path}/topology/thread_siblings_list", siblings);
        foreach (var (index, cache) in caches.Index())
        {
            File($"{path}/cache/index{index}/level", $"{cache.Level}");
            File($"{path}/cache/index{index}/type", cache.Kind);
            File($"{path}/cache/index{index}/size", cache.Size);
            File($"{path}/cache/index{index}/shared_cpu_list", cache.Sharers);
        }

        return this;
    }

    public void Dispose() => folder.Delete(recursive: true);

    private string Full(string path)
    {
        var full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        return full;
    }
}
