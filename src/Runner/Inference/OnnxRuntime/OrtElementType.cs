using InferBench.Runner.Models;

namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>ONNXTensorElementDataType of onnxruntime_c_api.h, as far as tensors are made of it here.</summary>
internal enum OrtElementType
{
    Float = 1,
    UInt8 = 2,
    Int32 = 6,
    Int64 = 7,
    Bool = 9,
    Float16 = 10,
}

internal static class OrtElementTypes
{
    public static OrtElementType Element(this FloatType type) =>
        type == FloatType.Float32 ? OrtElementType.Float : OrtElementType.Float16;
}
