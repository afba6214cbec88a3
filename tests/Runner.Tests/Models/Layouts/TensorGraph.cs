using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using InferBench.Runner.Models.Onnx;

namespace InferBench.Runner.Tests.Models.Layouts;

/// <summary>A graph with the bytes of its weights, for a test to change and to write down in some layout.</summary>
internal sealed class TensorGraph
{
    private readonly Dictionary<string, byte[]> weights = [];

    private TensorGraph(ModelProto model) => Model = model;

    public ModelProto Model { get; }

    public GraphProto Graph => Model.Graph;

    /// <summary>An empty graph of standard operators and of ONNX Runtime's own.</summary>
    public static TensorGraph Empty(int opset)
    {
        ModelProto model = new() { IrVersion = 8, ProducerName = "pytorch", Graph = new GraphProto { Name = "main_graph" } };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 });
        return new(model);
    }

    /// <summary>Reads the model.onnx of a folder with its weights.</summary>
    public static TensorGraph Read(string folder)
    {
        TensorGraph read = new(ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, "model.onnx"))));
        foreach (TensorProto tensor in read.Graph.Initializer)
        {
            Dictionary<string, string> entries = tensor.ExternalData.ToDictionary(e => e.Key, e => e.Value);
            using var file = File.OpenHandle(Path.Combine(folder, entries["location"]));
            byte[] bytes = new byte[int.Parse(entries["length"], CultureInfo.InvariantCulture)];
            RandomAccess.Read(file, bytes, long.Parse(entries["offset"], CultureInfo.InvariantCulture));
            read.weights[tensor.Name] = bytes;
        }

        return read;
    }

    public TensorProto Find(string name) => Graph.Initializer.First(t => t.Name == name);

    public byte[] Bytes(string name) => weights[name];

    public float[] Floats(string name) => MemoryMarshal.Cast<byte, float>(weights[name]).ToArray();

    public string Add(string name, ElementType type, long[] shape, byte[] bytes)
    {
        Graph.Initializer.Add(new TensorProto { Name = name, DataType = (int)type, Dims = { shape } });
        weights[name] = bytes;
        return name;
    }

    public string Add(string name, long[] shape, float[] values, ElementType type = ElementType.Float32) =>
        Add(name, type, shape, type == ElementType.Float16 ? Halves(values) : MemoryMarshal.AsBytes<float>(values).ToArray());

    public void Remove(string name)
    {
        Graph.Initializer.Remove(Find(name));
        weights.Remove(name);
    }

    public static byte[] Halves(float[] values) =>
        MemoryMarshal.AsBytes<Half>(values.Select(v => (Half)v).ToArray()).ToArray();

    /// <summary>Writes the graph, its weights one after another round the data files beside it, or inside it where there are none.</summary>
    public void Save(string path, params string[] dataFiles)
    {
        string folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        MemoryStream[] data = [.. dataFiles.Select(_ => new MemoryStream())];
        ModelProto written = Model.Clone();
        for (int i = 0; i < written.Graph.Initializer.Count; i++)
        {
            TensorProto tensor = written.Graph.Initializer[i];
            byte[] bytes = weights[tensor.Name];
            tensor.ExternalData.Clear();
            tensor.DataLocation = TensorProto.Types.DataLocation.Default;
            if (data.Length == 0)
                tensor.RawData = ByteString.CopyFrom(bytes);
            else
                Place(tensor, bytes, dataFiles[i % data.Length], data[i % data.Length]);
        }

        File.WriteAllBytes(path, written.ToByteArray());
        for (int i = 0; i < data.Length; i++)
            File.WriteAllBytes(Path.Combine(folder, dataFiles[i]), data[i].ToArray());
    }

    private static void Place(TensorProto tensor, byte[] bytes, string file, MemoryStream data)
    {
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        Entry("location", file);
        Entry("offset", data.Position.ToString(CultureInfo.InvariantCulture));
        Entry("length", bytes.Length.ToString(CultureInfo.InvariantCulture));
        data.Write(bytes);

        void Entry(string key, string value) => tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
    }
}
