namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>ONNXTensorElementDataType of onnxruntime_c_api.h, as far as tensors are made of it here.</summary>
internal enum OrtElementType
{
    Float = 1,
    Int64 = 7,
}
