using System.Globalization;
using InferBench.Runner.Models.Onnx;

namespace InferBench.Runner.Models.Inspection;

/// <summary>A tensor that is stored, in the graph or beside it.</summary>
internal sealed record GraphTensor(string Name, string Type, bool IsFloat, long Elements, int Rank, long Bytes)
{
    public static GraphTensor Of(string name, TensorProto tensor)
    {
        long elements = GraphCheck.Elements(tensor) ?? 0;
        string type = TypeName(tensor.DataType);
        return new(
            name, type, type.Contains("float", StringComparison.Ordinal) || type == "double",
            elements, tensor.Dims.Count, StoredBytes(tensor, elements));
    }

    // Lengths were checked against the file when the model was opened.
    private static long StoredBytes(TensorProto tensor, long elements)
    {
        string? length = tensor.ExternalData.FirstOrDefault(e => e.Key == "length")?.Value;
        if (long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes))
            return bytes;
        return tensor.RawData.Length > 0
            ? tensor.RawData.Length
            : (long)Int128.Min(((Int128)elements * Bits(tensor.DataType) + 7) / 8, long.MaxValue);
    }

    // Numbers of the ONNX format beyond those that can be computed with here.
    private static int Bits(int type) => type switch
    {
        21 or 22 or 23 => 4,
        4 or 5 => 16,
        7 or 11 or 12 or 13 or 14 => 64,
        1 or 6 => 32,
        10 or 16 => 16,
        15 => 128,
        _ => 8,
    };

    private static string TypeName(int type) => type switch
    {
        4 => "uint16",
        5 => "int16",
        9 => "bool",
        11 => "double",
        12 => "uint32",
        13 => "uint64",
        17 or 18 or 19 or 20 => "float8",
        21 => "uint4",
        22 => "int4",
        23 => "float4",
        _ => ((ElementType)type).Name(),
    };
}
