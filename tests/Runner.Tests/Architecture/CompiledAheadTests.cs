using System.Reflection.PortableExecutable;
using InferBench.Runner.Records;

namespace InferBench.Runner.Tests.Architecture;

/// <summary>Each group starts a process: most of what that takes is compiling, unless the build has done it.</summary>
public sealed class CompiledAheadTests
{
    [Fact]
    public void A_release_build_is_compiled_ahead_of_time()
    {
#if DEBUG
        Assert.Skip("a Debug build is compiled as it runs");
#endif
        using var file = new PEReader(File.OpenRead(typeof(RunRecord).Assembly.Location));
        bool ahead = file.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
        if (!ahead && !Required())
            Assert.Skip("the SDK's ahead-of-time compiler was not restored: the build's warning IB0002 says what to do");
        Assert.True(ahead);
    }

    private static bool Required() =>
        (Environment.GetEnvironmentVariable("INFERBENCH_REQUIRE") ?? "").Split(',', StringSplitOptions.TrimEntries).Contains("ready-to-run");
}
