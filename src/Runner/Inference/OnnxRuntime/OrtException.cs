namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>ONNX Runtime refused or failed: its own code and text, on one line.</summary>
public sealed class OrtException : EngineException
{
    internal OrtException(OrtErrorCode code, string text)
        : base($"ONNX Runtime: {code}: {text}", text) => Code = code;

    internal OrtException(string subject, OrtException inner)
        : base($"{subject}: {inner.Message}", inner.Text, inner) => Code = inner.Code;

    /// <summary>The runtime's error code.</summary>
    public OrtErrorCode Code { get; }

    /// <summary>
    /// True where the runtime refuses what it was fed, and false where it failed over it. It refuses, before anything runs, a
    /// tensor whose type or dimensions are not the graph's, such as a batch the graph was not made for; in a run, an id
    /// outside the vocabulary and, with grouped-query attention, a sequence beyond the rotary table or prompts of several
    /// sequences after a cache that is not empty. Other operators that meet dimensions they cannot join, and memory that
    /// runs out in a run, are a <see cref="OrtErrorCode.Fail"/>.
    /// </summary>
    public bool RefusesInput => Code == OrtErrorCode.InvalidArgument;
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
