using InferBench.Runner.Inference.OnnxRuntime;

namespace InferBench.Runner.Inference.GenAi;

/// <summary>
/// Keeps onnxruntime-genai from reporting home: Microsoft's builds open a database in the user's folder and send events from
/// threads of their own.
/// </summary>
internal static class OgaTelemetry
{
    /// <summary>Variables that the library looks at while it loads, before its API can be asked for anything.</summary>
    public static IReadOnlyList<string> Variables { get; } = [OrtTelemetry.Variable, "ORT_TELEMETRY_DISABLED", "ORT_GENAI_TELEMETRY_DISABLED"];

    /// <summary>Sets them.</summary>
    public static void TurnOff()
    {
        foreach (string variable in Variables)
            OrtTelemetry.Export(variable, "1");
    }
}
