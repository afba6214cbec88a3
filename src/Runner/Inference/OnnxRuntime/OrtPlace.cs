namespace InferBench.Runner.Inference.OnnxRuntime;

/// <summary>One place where ONNX Runtime's library was looked for.</summary>
/// <param name="Place">The place in words, or the environment variable.</param>
/// <param name="Path">The file looked for; null when the place names none.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Problem">Why the library cannot be used; null unless it failed.</param>
public sealed record OrtPlace(string Place, string? Path, OrtPlaceOutcome Outcome, string? Problem = null);

/// <summary>What came of looking in one place.</summary>
public enum OrtPlaceOutcome
{
    /// <summary>Nothing is there.</summary>
    Absent,

    /// <summary>The library was loaded from here.</summary>
    Loaded,

    /// <summary>A file is there, or was named, and cannot be used.</summary>
    Failed,

    /// <summary>An earlier place had settled the search.</summary>
    NotTried,
}
