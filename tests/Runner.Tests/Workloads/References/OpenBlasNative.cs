using InferBench.Runner.Inference.OpenBlas;

namespace InferBench.Runner.Tests.Workloads.References;

/// <summary>The real library, for tests that cannot do without.</summary>
internal static class OpenBlasNative
{
    /// <summary>Finds it, or skips the test; where INFERBENCH_REQUIRE lists <c>openblas</c> its absence fails the test.</summary>
    public static OpenBlasLibrary Require()
    {
        var library = OpenBlasLibrary.Find(out string? absent);
        if (library is null)
        {
            Assert.False(Required(), absent);
            Assert.Skip(absent!);
        }

        return library;
    }

    private static bool Required() =>
        (Environment.GetEnvironmentVariable("INFERBENCH_REQUIRE") ?? "").Split(',', StringSplitOptions.TrimEntries).Contains("openblas");
}
