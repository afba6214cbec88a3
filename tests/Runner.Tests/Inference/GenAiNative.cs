using InferBench.Runner.Inference.GenAi;

namespace InferBench.Runner.Tests.Inference;

/// <summary>The real onnxruntime-genai, for tests that cannot do without.</summary>
internal static class GenAiNative
{
    /// <summary>Loads it, or skips the test; where INFERBENCH_REQUIRE lists <c>genai</c> its absence fails the test.</summary>
    public static OgaLibrary Require()
    {
        var runtime = OrtNative.Require();
        if (OgaLibrary.Absence() is { } absence && !Required())
            Assert.Skip(absence);
        return OgaLibrary.Load(runtime);
    }

    private static bool Required() =>
        (Environment.GetEnvironmentVariable("INFERBENCH_REQUIRE") ?? "").Split(',', StringSplitOptions.TrimEntries).Contains("genai");
}
