using System.Runtime.InteropServices;
using Google.Protobuf;
using InferBench.Runner.Models;
using InferBench.Runner.Models.Onnx;

namespace InferBench.Runner.Tests.Inference;

/// <summary>A model whose float32 tensors, inputs and outputs became float16.</summary>
internal static class HalfModel
{
    /// <summary>Writes it as one file, weights inside.</summary>
    public static ModelFolder Write(ModelFolder model, string path)
    {
        var half = ModelProto.Parser.ParseFrom(File.ReadAllBytes(model.GraphPath));
        string folder = Path.GetDirectoryName(model.GraphPath)!;
        foreach (var tensor in half.Graph.Initializer.Where(t => t.DataType == (int)ElementType.Float32))
            Round(tensor, folder);
        foreach (var value in half.Graph.Input.Concat(half.Graph.Output))
        {
            if (value.Type.TensorType.ElemType == (int)ElementType.Float32)
                value.Type.TensorType.ElemType = (int)ElementType.Float16;
        }
        File.WriteAllBytes(path, half.ToByteArray());
        return model with
        {
            GraphPath = path,
            Files = [path],
            Interface = model.Interface with { LogitsType = FloatType.Float16, CacheType = FloatType.Float16 },
        };
    }

    private static void Round(TensorProto tensor, string folder)
    {
        var at = tensor.ExternalData.ToDictionary(e => e.Key, e => e.Value);
        using var file = File.OpenRead(Path.Combine(folder, at["location"]));
        file.Position = long.Parse(at["offset"], System.Globalization.CultureInfo.InvariantCulture);
        var bytes = new byte[int.Parse(at["length"], System.Globalization.CultureInfo.InvariantCulture)];
        file.ReadExactly(bytes);
        Half[] rounded = [.. MemoryMarshal.Cast<byte, float>(bytes).ToArray().Select(x => (Half)x)];
        tensor.DataType = (int)ElementType.Float16;
        tensor.DataLocation = TensorProto.Types.DataLocation.Default;
        tensor.ExternalData.Clear();
        tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(rounded.AsSpan()));
    }
}
