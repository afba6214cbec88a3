using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Inference;

/// <summary>The real library, for tests that cannot do without.</summary>
internal static class OrtNative
{
    /// <summary>Loads it, or skips the test; where INFERBENCH_REQUIRE lists <c>ort</c> its absence fails the test.</summary>
    public static OrtLibrary Require()
    {
        try
        {
            return OrtLibrary.Load();
        }
        catch (BadInputException e) when (!Required())
        {
            Assert.Skip(e.Message);
            throw;
        }
    }

    private static bool Required() =>
        (Environment.GetEnvironmentVariable("INFERBENCH_REQUIRE") ?? "").Split(',', StringSplitOptions.TrimEntries).Contains("ort");
}
