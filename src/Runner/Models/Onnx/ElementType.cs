using System.Globalization;

namespace InferBench.Runner.Models.Onnx;

/// <summary>Element types by their number in the ONNX format.</summary>
internal enum ElementType
{
    Float32 = 1,
    UInt8 = 2,
    Int8 = 3,
    Int32 = 6,
    Int64 = 7,
    Bool = 9,
    Float16 = 10,
    BFloat16 = 16,
    UInt4 = 21,
    Int4 = 22,
}

internal static class ElementTypes
{
    /// <summary>Bytes of one element; null for types that do not occur in the models read here.</summary>
    public static int? Size(this ElementType type) => type switch
    {
        ElementType.UInt8 or ElementType.Int8 or ElementType.Bool => 1,
        ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Float32 or ElementType.Int32 => 4,
        ElementType.Int64 => 8,
        _ => null,
    };

    /// <summary>Name as people write it.</summary>
    public static string Name(this ElementType type) =>
        Enum.IsDefined(type) ? type.ToString().ToLowerInvariant() : string.Create(CultureInfo.InvariantCulture, $"type {(int)type}");
}
