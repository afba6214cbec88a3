using System.Globalization;
using System.Runtime.InteropServices;
using InferBench.Runner.Models.Onnx;

namespace InferBench.Runner.Tests.Models;

/// <summary>Reads the weights of a model folder as they are stored, in any of the precisions, and makes them float64.</summary>
internal sealed class ReferenceWeights
{
    private readonly string folder;
    private readonly ModelProto model;

    public ReferenceWeights(string folder)
    {
        this.folder = folder;
        model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, "model.onnx")));
    }

    /// <summary>A float32 or float16 tensor, flat.</summary>
    public double[] Vector(string name)
    {
        TensorProto tensor = Find(name)!;
        return (ElementType)tensor.DataType == ElementType.Float32
            ? [.. MemoryMarshal.Cast<byte, float>(Bytes(tensor)).ToArray().Select(v => (double)v)]
            : [.. MemoryMarshal.Cast<byte, Half>(Bytes(tensor)).ToArray().Select(v => (double)v)];
    }

    /// <summary>The weights of a projection as [outputs][inputs].</summary>
    public double[][] Projection(string name)
    {
        if (Find(name) is not { } stored)
            return Dequantize(name);
        (int inputs, int outputs) = ((int)stored.Dims[0], (int)stored.Dims[1]);
        double[] flat = Vector(name);
        return [.. Enumerable.Range(0, outputs).Select(o => Enumerable.Range(0, inputs).Select(i => flat[(i * outputs) + o]).ToArray())];
    }

    /// <summary>The row of the embedding for each token: its own tensor, or the output projection of a tied model.</summary>
    public double[][] Embedding(int hidden) => Find("model.embed_tokens.weight") is null
        ? Projection("lm_head.MatMul.weight")
        : [.. Vector("model.embed_tokens.weight").Chunk(hidden)];

    private double[][] Dequantize(string name)
    {
        int bits = Find($"{name}_Q4") is null ? 8 : 4;
        TensorProto blocks = Find($"{name}_Q{bits}")!;
        NodeProto node = model.Graph.Node.First(n => n.OpType == "MatMulNBits" && n.Input[1] == blocks.Name);
        int inputs = (int)node.Attribute.First(a => a.Name == "K").I;
        int blockBytes = (int)blocks.Dims[2], perRow = (int)blocks.Dims[1], blockSize = blockBytes * 8 / bits;
        byte[] packed = Bytes(blocks);
        double[] scales = Vector($"{name}_scales");
        return [.. Enumerable.Range(0, (int)blocks.Dims[0]).Select(row => Enumerable.Range(0, inputs).Select(Element(row)).ToArray())];

        Func<int, double> Element(int row) => column =>
        {
            int block = (row * perRow) + (column / blockSize);
            int bit = column % blockSize * bits;
            int q = (packed[(block * blockBytes) + (bit / 8)] >> (bit % 8)) & ((1 << bits) - 1);
            return (q - (1 << (bits - 1))) * scales[block];
        };
    }

    private TensorProto? Find(string name) => model.Graph.Initializer.FirstOrDefault(t => t.Name == name);

    private byte[] Bytes(TensorProto tensor)
    {
        Dictionary<string, string> entries = tensor.ExternalData.ToDictionary(e => e.Key, e => e.Value);
        using var file = File.OpenHandle(Path.Combine(folder, entries["location"]));
        byte[] bytes = new byte[int.Parse(entries["length"], CultureInfo.InvariantCulture)];
        RandomAccess.Read(file, bytes, long.Parse(entries["offset"], CultureInfo.InvariantCulture));
        return bytes;
    }
}
