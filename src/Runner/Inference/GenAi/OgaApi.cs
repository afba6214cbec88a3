using System.Runtime.InteropServices;

namespace InferBench.Runner.Inference.GenAi;

/// <summary>
/// The part of onnxruntime-genai's C API (ort_genai_c.h) that is used here, by exported name. Functions that return a pointer
/// return a result, null when all is well. Strings are UTF-8, and a bool is a byte.
/// </summary>
/// <param name="library">The loaded library.</param>
/// <exception cref="EntryPointNotFoundException">It lacks a function; the message is its name.</exception>
internal sealed unsafe class OgaApi(nint library)
{
    public readonly delegate* unmanaged<void> Shutdown = (delegate* unmanaged<void>)Export(library, "OgaShutdown");
    public readonly delegate* unmanaged<nint, byte*> ResultGetError = (delegate* unmanaged<nint, byte*>)Export(library, "OgaResultGetError");
    public readonly delegate* unmanaged<nint, void> DestroyResult = (delegate* unmanaged<nint, void>)Export(library, "OgaDestroyResult");

    public readonly delegate* unmanaged<byte*, nint*, nint> CreateConfig = (delegate* unmanaged<byte*, nint*, nint>)Export(library, "OgaCreateConfig");
    public readonly delegate* unmanaged<nint, nint> ConfigClearProviders = (delegate* unmanaged<nint, nint>)Export(library, "OgaConfigClearProviders");
    public readonly delegate* unmanaged<nint, byte*, nint> ConfigAppendProvider = (delegate* unmanaged<nint, byte*, nint>)Export(library, "OgaConfigAppendProvider");
    public readonly delegate* unmanaged<nint, byte*, byte*, byte*, nint> ConfigSetProviderOption =
        (delegate* unmanaged<nint, byte*, byte*, byte*, nint>)Export(library, "OgaConfigSetProviderOption");
    public readonly delegate* unmanaged<nint, byte*, nint> ConfigOverlay = (delegate* unmanaged<nint, byte*, nint>)Export(library, "OgaConfigOverlay");
    public readonly delegate* unmanaged<nint, void> DestroyConfig = (delegate* unmanaged<nint, void>)Export(library, "OgaDestroyConfig");

    public readonly delegate* unmanaged<nint, nint*, nint> CreateModelFromConfig = (delegate* unmanaged<nint, nint*, nint>)Export(library, "OgaCreateModelFromConfig");
    public readonly delegate* unmanaged<nint, void> DestroyModel = (delegate* unmanaged<nint, void>)Export(library, "OgaDestroyModel");

    public readonly delegate* unmanaged<nint, nint*, nint> CreateGeneratorParams = (delegate* unmanaged<nint, nint*, nint>)Export(library, "OgaCreateGeneratorParams");
    public readonly delegate* unmanaged<nint, byte*, double, nint> GeneratorParamsSetSearchNumber =
        (delegate* unmanaged<nint, byte*, double, nint>)Export(library, "OgaGeneratorParamsSetSearchNumber");
    public readonly delegate* unmanaged<nint, byte*, byte, nint> GeneratorParamsSetSearchBool =
        (delegate* unmanaged<nint, byte*, byte, nint>)Export(library, "OgaGeneratorParamsSetSearchBool");
    public readonly delegate* unmanaged<nint, void> DestroyGeneratorParams = (delegate* unmanaged<nint, void>)Export(library, "OgaDestroyGeneratorParams");

    public readonly delegate* unmanaged<nint, nint, nint*, nint> CreateGenerator = (delegate* unmanaged<nint, nint, nint*, nint>)Export(library, "OgaCreateGenerator");
    public readonly delegate* unmanaged<nint, int*, nuint, nint> GeneratorAppendTokens = (delegate* unmanaged<nint, int*, nuint, nint>)Export(library, "OgaGenerator_AppendTokens");
    public readonly delegate* unmanaged<nint, nint> GeneratorGenerateNextToken = (delegate* unmanaged<nint, nint>)Export(library, "OgaGenerator_GenerateNextToken");
    public readonly delegate* unmanaged<nint, int**, nuint*, nint> GeneratorGetNextTokens = (delegate* unmanaged<nint, int**, nuint*, nint>)Export(library, "OgaGenerator_GetNextTokens");
    public readonly delegate* unmanaged<nint, nuint, nuint> GeneratorGetSequenceCount = (delegate* unmanaged<nint, nuint, nuint>)Export(library, "OgaGenerator_GetSequenceCount");
    public readonly delegate* unmanaged<nint, nuint, nint> GeneratorRewindTo = (delegate* unmanaged<nint, nuint, nint>)Export(library, "OgaGenerator_RewindTo");
    public readonly delegate* unmanaged<nint, byte*, byte*, nint> GeneratorSetRuntimeOption = (delegate* unmanaged<nint, byte*, byte*, nint>)Export(library, "OgaGenerator_SetRuntimeOption");
    public readonly delegate* unmanaged<nint, nint*, nint> GeneratorGetLogits = (delegate* unmanaged<nint, nint*, nint>)Export(library, "OgaGenerator_GetLogits");
    public readonly delegate* unmanaged<nint, void> DestroyGenerator = (delegate* unmanaged<nint, void>)Export(library, "OgaDestroyGenerator");

    public readonly delegate* unmanaged<nint, int*, nint> TensorGetType = (delegate* unmanaged<nint, int*, nint>)Export(library, "OgaTensorGetType");
    public readonly delegate* unmanaged<nint, nuint*, nint> TensorGetShapeRank = (delegate* unmanaged<nint, nuint*, nint>)Export(library, "OgaTensorGetShapeRank");
    public readonly delegate* unmanaged<nint, long*, nuint, nint> TensorGetShape = (delegate* unmanaged<nint, long*, nuint, nint>)Export(library, "OgaTensorGetShape");
    public readonly delegate* unmanaged<nint, void**, nint> TensorGetData = (delegate* unmanaged<nint, void**, nint>)Export(library, "OgaTensorGetData");
    public readonly delegate* unmanaged<nint, void> DestroyTensor = (delegate* unmanaged<nint, void>)Export(library, "OgaDestroyTensor");

    public readonly delegate* unmanaged<nint, byte*, nint, nint> TokenizerEncode = (delegate* unmanaged<nint, byte*, nint, nint>)Export(library, "OgaTokenizerEncode");
    public readonly delegate* unmanaged<nint, void> DestroyTokenizer = (delegate* unmanaged<nint, void>)Export(library, "OgaDestroyTokenizer");
    public readonly delegate* unmanaged<nint*, nint> CreateSequences = (delegate* unmanaged<nint*, nint>)Export(library, "OgaCreateSequences");
    public readonly delegate* unmanaged<nint, nuint> SequencesCount = (delegate* unmanaged<nint, nuint>)Export(library, "OgaSequencesCount");
    public readonly delegate* unmanaged<nint, nuint, nuint> SequencesGetSequenceCount = (delegate* unmanaged<nint, nuint, nuint>)Export(library, "OgaSequencesGetSequenceCount");
    public readonly delegate* unmanaged<nint, nuint, int*> SequencesGetSequenceData = (delegate* unmanaged<nint, nuint, int*>)Export(library, "OgaSequencesGetSequenceData");
    public readonly delegate* unmanaged<nint, void> DestroySequences = (delegate* unmanaged<nint, void>)Export(library, "OgaDestroySequences");

    /// <summary>Null in libraries from before a tokenizer could be had without its model.</summary>
    public readonly delegate* unmanaged<nint, nint*, nint> CreateTokenizerFromConfig =
        NativeLibrary.TryGetExport(library, "OgaCreateTokenizerFromConfig", out nint tokenizer) ? (delegate* unmanaged<nint, nint*, nint>)tokenizer : null;

    /// <summary>Null in libraries from before there was telemetry.</summary>
    public readonly delegate* unmanaged<byte, void> SetTelemetryEnabled =
        NativeLibrary.TryGetExport(library, "OgaSetTelemetryEnabled", out nint function) ? (delegate* unmanaged<byte, void>)function : null;

    /// <exception cref="OgaException">The result is an error; it is released.</exception>
    public void Check(nint result)
    {
        if (result != 0)
            Throw(result);
    }

    private void Throw(nint result)
    {
        string text = (Marshal.PtrToStringUTF8((nint)ResultGetError(result)) ?? "").ReplaceLineEndings(" ");
        DestroyResult(result);
        throw new OgaException(text);
    }

    private static nint Export(nint library, string name) =>
        NativeLibrary.TryGetExport(library, name, out nint function) ? function : throw new EntryPointNotFoundException(name);
}
