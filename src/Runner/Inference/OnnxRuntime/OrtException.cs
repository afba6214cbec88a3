namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>ONNX Runtime refused or failed: its own code and text, on one line.</summary>
public sealed class OrtException : Exception
{
    internal OrtException(OrtErrorCode code, string text)
        : base($"ONNX Runtime: {code}: {text}")
    {
        Code = code;
        Text = text;
    }

    internal OrtException(string subject, OrtException inner)
        : base($"{subject}: {inner.Message}", inner)
    {
        Code = inner.Code;
        Text = inner.Text;
    }

    /// <summary>The runtime's error code.</summary>
    public OrtErrorCode Code { get; }

    /// <summary>The runtime's message.</summary>
    public string Text { get; }
}

/// <summary>OrtErrorCode of onnxruntime_c_api.h. A newer library may return values beyond these.</summary>
public enum OrtErrorCode
{
    Ok,
    Fail,
    InvalidArgument,
    NoSuchFile,
    NoModel,
    EngineError,
    RuntimeException,
    InvalidProtobuf,
    ModelLoaded,
    NotImplemented,
    InvalidGraph,
    ExecutionProviderFail,
    ModelLoadCanceled,
    ModelRequiresCompilation,
    NotFound,
}
