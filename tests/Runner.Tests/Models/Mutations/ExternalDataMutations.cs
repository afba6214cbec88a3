using InferBench.Runner.Models.Onnx;

namespace InferBench.Runner.Tests.Models.Mutations;

/// <summary>Weights that are said to be somewhere else than they are: where a graph has data files; else its weights move out.</summary>
internal static class ExternalDataMutations
{
    private static readonly string[] Locations =
    [
        "/etc/hostname", "/dev/zero", "\\\\server\\share", "C:\\data", "file:///etc/hostname", "a/../../x", "..", ".", "./", "", "nothing",
        "*/_ORT_MEM_ADDR_/*", "\0", "a\0b", new('l', 300), new('l', 100_000), string.Concat(Enumerable.Repeat("a/", 3000)), "model.onnx", "genai_config.json",
    ];

    private static readonly string[] Numbers =
    [
        "-1", "0", "1", "4", "4095", "4096", "65536", "1000000000", "9223372036854775807", "9223372036854775808", "18446744073709551616", "-9223372036854775808",
        "1e3", "0x10", " 64", "64 ", "+64", "", "\0", "NaN", "٣", new('9', 10_000),
    ];

    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("a weight elsewhere", m => Change(m, "location", m.Pick(Locations))),
        new("another weight elsewhere", m => Change(m, "location", m.Pick(Locations))),
        new("a weight among the canaries", m => Change(m, "location", Canaries.Above(m.Graph) + m.Pick(["model.onnx.data", Canaries.Pipe, ""]))),
        new("a weight among the canaries by a detour", m => Change(m, "location", $"a/../{Canaries.Above(m.Graph)}model.onnx.data")),
        new("a weight behind a link", BehindLink),
        new("a weight behind a linked folder", BehindLinkedFolder),
        new("a weight in a directory", m => Elsewhere(m, "weights", path => Directory.CreateDirectory(path))),
        new("a weight in memory", InMemory),
        new("a weight in a pipe", m => Elsewhere(m, "weights", Canaries.MakePipe)),
        new("an offset", m => Change(m, "offset", m.Pick(Numbers))),
        new("another offset", m => Change(m, "offset", m.Pick(Numbers))),
        new("a length", m => Change(m, "length", m.Pick(Numbers))),
        new("a shape and its length", m => m.Edit(Outside, t => Shrink(m, t))),
        new("one place for all weights", m => m.EditGraph(model => Overlap(model))),
        new("an entry missing", m => m.Edit(Outside, t => Try(t, () => t.ExternalData.RemoveAt(m.Random.Next(t.ExternalData.Count))))),
        new("an entry twice", m => m.Edit(Outside, t => Try(t, () => t.ExternalData.Add(m.Pick(t.ExternalData).Clone())))),
        new("an unknown entry", m => Change(m, m.Pick(["checksum", "basepath", "prepacked", "Location"]), m.Pick([.. Locations, .. Numbers]))),
        new("an unknown place", m => m.Edit(Outside, t => t.DataLocation = (TensorProto.Types.DataLocation)m.Pick([0, 2, -1]))),
    ];

    private static IEnumerable<TensorProto> Outside(ModelProto model) => GraphParts.Initializers(model).Select(t =>
    {
        t.DataLocation = TensorProto.Types.DataLocation.External;
        return t;
    });

    private static void Change(Mutant m, string key, string value) => m.Edit(GraphParts.Initializers, t => Set(t, key, value));

    private static void Set(TensorProto tensor, string key, string value)
    {
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        if (tensor.ExternalData.FirstOrDefault(e => e.Key == key) is { } entry)
            entry.Value = value;
        else
            tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
    }

    private static void Elsewhere(Mutant m, string name, Action<string> make)
    {
        Change(m, "location", name);
        m.Instead(Path.Combine(Path.GetDirectoryName(m.Graph)!, name), make);
    }

    /// <summary>The name by which ONNX Runtime marks offsets as addresses of its own memory, as a file that is there.</summary>
    private static void InMemory(Mutant m)
    {
        string name = m.Pick(["*/_ORT_MEM_ADDR_/*", "_ORT_MEM_ADDR_", "*/_ORT_NATIVE_ENDIAN_MEM_ADDR_/*"]);
        m.Files[Path.Combine(Path.GetDirectoryName(m.Graph)!, name).Replace('\\', '/')] = new byte[1 << 20];
        Change(m, "location", name);
    }

    private static void BehindLink(Mutant m) =>
        Elsewhere(m, "weights", path => File.CreateSymbolicLink(path, Canaries.Above(m.Graph) + m.Pick(["model.onnx.data", Canaries.Pipe, ""])));

    private static void BehindLinkedFolder(Mutant m)
    {
        Change(m, "location", "folder/model.onnx.data");
        m.Instead(
            Path.Combine(Path.GetDirectoryName(m.Graph)!, "folder"), path => Directory.CreateSymbolicLink(path, Canaries.Above(m.Graph)));
    }

    private static void Shrink(Mutant m, TensorProto tensor)
    {
        tensor.Dims.Clear();
        tensor.Dims.Add(m.Pick<long>([0, 1, 2, 16]));
        foreach (StringStringEntryProto length in tensor.ExternalData.Where(e => e.Key == "length").ToArray())
            tensor.ExternalData.Remove(length);
    }

    private static void Overlap(ModelProto model)
    {
        foreach (TensorProto tensor in GraphParts.Initializers(model))
        {
            if (tensor.ExternalData.Count > 0)
                Set(tensor, "offset", "0");
        }
    }

    private static void Try(TensorProto tensor, Action edit)
    {
        if (tensor.ExternalData.Count > 0)
            edit();
    }
}
