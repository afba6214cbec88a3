using InferBench.Runner.Commands;
using InferBench.Runner.Devices;
using InferBench.Runner.Inference.OnnxRuntime;
using InferBench.Runner.Tests.Devices;

namespace InferBench.Runner.Tests.Commands;

public sealed class OnnxRuntimeFindingsTests
{
    [Theory]
    [InlineData("INFERBENCH_ORT_LIBRARY", false, "debian", "$ unset INFERBENCH_ORT_LIBRARY")]
    [InlineData("beside the executable", true, "debian", "$ dotnet build -c Release")]
    [InlineData(null, true, "debian", "$ dotnet build -c Release")]
    [InlineData(null, false, "debian", "$ apt-get install -y npm && dotnet build -c Release")]
    [InlineData(null, false, "fedora", "$ dnf install -y npm && dotnet build -c Release")]
    [InlineData(null, false, "arch", "$ pacman -S --noconfirm npm && dotnet build -c Release")]
    [InlineData(null, false, "suse", "install Node.js with npm, then run dotnet build -c Release")]
    public void One_command_mends_a_missing_library(string? failed, bool hasNpm, string distribution, string mend)
    {
        using var tree = new RecordedTree().File("etc/os-release", $"ID={distribution}");
        var place = failed is null ? null : new OrtPlace(failed, "library", OrtPlaceOutcome.Failed, "problem");
        Assert.Equal(mend, $"{OnnxRuntimeFindings.Cure(place, hasNpm, new LinuxDistribution(tree.Host))}");
    }
}
